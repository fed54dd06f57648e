// What Streamlit cannot do from Python, in one constant script of our own origin:
// the page's language, the figure as PNG or SVG, the link to the view, and Streamlit's few words that
// have no setting. It reads only what is already on the page and asks nothing from outside.
(function () {
  "use strict";
  const own = document.currentScript;
  const language = own ? own.dataset.language : "fi";
  document.documentElement.lang = language;

  const words = {
    fi: {
      "Open": "Avaa", "Clear all": "Tyhjennä kaikki", "Clear value": "Tyhjennä", "Remove": "Poista",
      "Fullscreen": "Koko näyttö", "Close fullscreen": "Sulje koko näyttö", "Close": "Sulje",
      "Collapse sidebar": "Piilota valikko", "Expand sidebar": "Näytä valikko", "Main menu": "Päävalikko",
      "Skip to main content": "Siirry sisältöön", "Link to heading": "Linkki otsikkoon",
      "No results": "Ei osumia", "Select all": "Valitse kaikki", "Sidebar": "Valikko", "Stop": "Keskeytä",
      "Running...": "Haetaan…", "Connecting": "Yhdistetään…", "Main content": "Sisältö",
      "Page not found": "Sivua ei löydy",
      "The page that you have requested does not seem to exist. Running the app's main page.":
        "Pyydettyä sivua ei ole. Näytetään etusivu.",
      "Sidebar navigation": "Valikko", "Resize sidebar": "Muuta valikon leveyttä"
    },
    sv: {
      "Open": "Öppna", "Clear all": "Töm alla", "Clear value": "Töm", "Remove": "Ta bort",
      "Fullscreen": "Helskärm", "Close fullscreen": "Stäng helskärm", "Close": "Stäng",
      "Collapse sidebar": "Dölj menyn", "Expand sidebar": "Visa menyn", "Main menu": "Huvudmeny",
      "Skip to main content": "Gå till innehållet", "Link to heading": "Länk till rubriken",
      "No results": "Inga träffar", "Select all": "Välj alla", "Sidebar": "Meny", "Stop": "Avbryt",
      "Running...": "Hämtar…", "Connecting": "Ansluter…", "Main content": "Innehåll",
      "Page not found": "Sidan finns inte",
      "The page that you have requested does not seem to exist. Running the app's main page.":
        "Sidan du sökte finns inte. Startsidan visas.",
      "Sidebar navigation": "Meny", "Resize sidebar": "Ändra menyns bredd"
    },
    en: {}
  };

  const page = window.kpdataPage || (window.kpdataPage = { language: language, started: false });
  page.language = language;
  if (page.started) { page.translate(document.body); return; }
  page.started = true;

  function word(text) {
    for (const other of ["fi", "sv"]) {          // back to English first, when the language changes
      for (const key in words[other]) { if (words[other][key] === text) { text = key; } }
    }
    return words[page.language][text] || text;
  }

  page.translate = function (root) {
    if (!(root instanceof Element)) { return; }
    const nodes = root.querySelectorAll("[aria-label], [title], [data-testid='stSkipLink'], a[href='#main']");
    for (const node of [root, ...nodes]) {
      for (const name of ["aria-label", "title"]) {
        const text = node.getAttribute(name);
        if (text) {
          const removed = /^(Remove|Poista|Ta bort) (.+)$/.exec(text);
          const next = removed ? word("Remove") + " " + removed[2] : word(text);
          if (next !== text) { node.setAttribute(name, next); }
        }
      }
    }
    for (const node of root.querySelectorAll("a, [role='tooltip'] p, [role='listbox'] *, [role='dialog'] *")) {
      if (node.children.length === 0 && node.textContent in words.fi) { node.textContent = word(node.textContent); }
    }
  };
  // On a freshly started server Streamlit's old discovery looks for pages/*.py before our navigation is
  // known, and reports a page missing that it then shows all the same.
  page.mend = function () {
    const dialog = document.querySelector("[role='dialog']");
    if (!dialog || !/Page not found|Sivua ei löydy|Sidan finns inte/.test(dialog.textContent)) { return; }
    const links = [...document.querySelectorAll("[data-testid='stSidebar'] a")];
    if (links.some(function (link) { return link.pathname === window.location.pathname; })) {
      const close = dialog.querySelector("button");
      if (close) { close.click(); }
    }
  };
  new MutationObserver(function (changes) {
    page.mend();
    for (const change of changes) {
      if (change.type === "attributes") { page.translate(change.target); }
      for (const node of change.addedNodes) { page.translate(node); }
    }
  }).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label", "title"]
  });
  page.translate(document.body);
  page.mend();

  const style = document.createElement("style");
  style.textContent = "[class*='st-key-picture-']{position:fixed;left:-10000px;top:0;width:1100px!important;max-width:none!important;visibility:hidden}.st-key-address{display:none}" +
    // A wide figure on a narrow screen scrolls inside its card instead of being pressed flat.
    "@media(max-width:640px){[class*='st-key-figure-wide-'],[class*='st-key-figure-tiles-']{overflow-x:auto}" +
    // The names on tiles keep their size: on smaller tiles they would cover each other.
    "[class*='st-key-figure-tiles-']>div{min-width:480px}" +
    "[class*='st-key-figure-wide-']>div{min-width:760px}}" +
    // The finding stands near the top: Streamlit leaves 96 px for a bar that holds nothing. On a narrow screen
    // the bar covers what is below it, and a title takes fewer lines in smaller type.
    "[data-testid=stMainBlockContainer]{padding-top:1.5rem}" +
    "[data-testid=stMain] h1{padding:0 0 .5rem}" +
    "[data-testid=stSidebarHeader]{height:2.75rem;margin-bottom:0}" +
    "@media(min-width:641px){[data-testid=stHeader]{background:transparent;pointer-events:none}" +
    "[data-testid=stHeader] button{pointer-events:auto}}" +
    "@media(max-width:640px){[data-testid=stMainBlockContainer]{padding-top:3.75rem}" +
    "[data-testid=stMain] h1{font-size:1.5rem}}";
  document.head.appendChild(style);

  // The buttons of a card have the keys png-<card>, svg-<card> and link-<card>.
  function keyOf(target) {
    const holder = target.closest("[class*='st-key-png-'], [class*='st-key-svg-'], [class*='st-key-link-']");
    const match = holder && target.closest("button") && /st-key-(png|svg|link)-(\S+)/.exec(holder.className);
    return match ? { action: match[1], card: match[2] } : null;
  }

  function copy(text) {
    if (navigator.clipboard) { navigator.clipboard.writeText(text); return; }
    const field = document.createElement("textarea");   // a plain http address has no clipboard
    field.value = text;
    field.style.cssText = "position:fixed;left:-10000px";
    document.body.appendChild(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  // The picture with its title and source is drawn out of sight when the export menu opens.
  async function savePicture(format, card) {
    const find = function () {
      return document.querySelector(".st-key-picture-" + CSS.escape(card) + " .js-plotly-plot");
    };
    for (let wait = 0; wait < 50 && !(find() && find()._fullLayout && window.Plotly); wait += 1) {
      await new Promise(function (resolve) { setTimeout(resolve, 100); });
    }
    const plot = find();
    if (!plot || !window.Plotly) { return; }
    const options = plot._context.toImageButtonOptions;
    const width = options.width, height = options.height || plot.layout.height;
    const drawn = await window.Plotly.toImage(plot, {
      format: "svg", width: width, height: height, imageDataOnly: true
    });
    const svg = drawn.replace(/(<svg[^>]*>)/, "$1<style>" + (await fontFace()) + "</style>");
    let file = new Blob([svg], { type: "image/svg+xml" });
    if (format === "png") {
      const image = new Image();
      image.src = await asData(file);
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = 2 * width;
      canvas.height = 2 * height;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      file = await new Promise(function (resolve) { canvas.toBlob(resolve, "image/png"); });
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = options.filename + "." + format;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  function asData(blob) {
    return new Promise(function (resolve) {
      const reader = new FileReader();
      reader.onload = function () { resolve(reader.result); };
      reader.readAsDataURL(blob);
    });
  }

  // A picture sees only fonts that it carries: without this its text is wider than it was laid out for.
  let face = null;
  async function fontFace() {
    if (face !== null) { return face; }
    face = "";
    for (const sheet of document.styleSheets) {
      for (const rule of sheet.cssRules) {
        const of = rule instanceof CSSFontFaceRule ? rule.style.getPropertyValue("font-family") : "";
        if (!/Source Sans/.test(of) || rule.style.getPropertyValue("font-style") === "italic") { continue; }
        const found = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue("src"));
        if (!found) { continue; }
        const from = new URL(found[1], sheet.href || document.baseURI);
        const data = await asData(await (await fetch(from)).blob());
        face += "@font-face{font-family:" + of + ";font-weight:200 900;src:url(" + data + ")}";
      }
    }
    return face;
  }

  document.addEventListener("click", function (event) {
    if (event.target instanceof Element && event.target.closest(".st-key-print-now button")) {
      window.print();
      return;
    }
    const found = event.target instanceof Element ? keyOf(event.target) : null;
    if (!found) { return; }
    if (found.action === "link") {
      const link = document.querySelector(".st-key-address a");
      copy(link ? link.href : window.location.href);
    } else {
      savePicture(found.action, found.card);
    }
  });
})();
