"""Meeting packs: the list, one pack, or its presentation (`?pack=…&present=1&slide=2`), also on paper."""

from kpdata import meeting
from kpdata.errors import UsageError
from kpdata.ui import pack_page, printing, slides, state

request = state.request()
pack = None
if pack_id := request.address.one("pack"):
    try:
        pack = meeting.pack(pack_id)
    except UsageError:
        request.address.miss("pack")

if pack is None:
    pack_page.listing(request)
elif pack.items and request.address.choice("present", ("1",), ""):
    if printing.asked(request):
        slides.on_paper(request, pack)
    else:
        slides.present(request, pack)
else:
    pack_page.show(request, pack)
