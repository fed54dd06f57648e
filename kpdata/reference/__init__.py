"""Facts on Finland's areas and children that are shipped with the product (README.md tells their sources)."""
