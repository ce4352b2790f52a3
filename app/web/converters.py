"""What the parts of an address may be: names and numbers of a length that every database can look up."""

from werkzeug.routing import BaseConverter, ValidationError

LARGEST = 2**31 - 1
"""The largest number that an integer column of every database holds."""


class Name(BaseConverter):
    """An id, a slug or a code: the letters that such names are made of, and never one that a database refuses."""

    regex = r"[A-Za-z0-9 ._~+-]{1,100}"


class Number(BaseConverter):
    """A whole number that an integer column holds."""

    regex = r"[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValidationError
        return number


CONVERTERS = {"default": Name, "string": Name, "int": Number}
"""Under the names that addresses use: without a name, too."""
