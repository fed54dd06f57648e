"""The cards of an area's profile, by topic; `kpdata.views.profile` puts them together."""
