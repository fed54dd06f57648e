"""The leaders' dashboard of Finland's family-centre meeting places."""

__version__ = "0.1.0"
