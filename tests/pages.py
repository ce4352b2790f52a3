"""The addresses of every page that a signed-out visitor can open, read from the site itself."""

from flask import Flask

from app.lessons import catalogue, further, tours

NOT_PAGES = ("/api/", "/healthz", "/metrics")


def pages(app: Flask) -> list[str]:
    """Each address that answers a GET without arguments, and the lessons; what is not a page is left out."""
    open_to_all = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    plain = {rule.rule for rule in open_to_all if not rule.rule.startswith(NOT_PAGES)}
    plain |= {f"/lessons/{lesson.slug}" for lesson in catalogue.catalogue()}
    plain |= {f"/tours/{tour.slug}" for tour in tours.tours()}
    plain |= {f"/further/{page.slug}" for page in further.catalogue()}
    return sorted(address for address in plain if "." not in address)
