"""Parts of a stored file for players that ask for them: telephones play no video that comes only as a whole."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import IO, Final

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

_ASKED: Final = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_PIECE: Final = 64 * 1024


def part_of(answer: FileResponse, asked: str) -> HttpResponseBase:
    """Return the bytes of an answer that a `Range` header asks for (`bytes=0-1`, both ends included), else the answer.

    Several ranges at once, and anything else that a header may say, are answered with the whole; what begins behind
    the end is refused with 416.
    """
    answer["Accept-Ranges"] = "bytes"
    found = _ASKED.fullmatch(asked)
    file = answer.file_to_stream
    if found is None or file is None or "Content-Length" not in answer:
        return answer
    size = int(answer["Content-Length"])
    start, end = int(found[1]), min(int(found[2] or size), size - 1)
    part: HttpResponseBase
    if start > end:
        file.close()
        part = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        part["Content-Range"] = f"bytes */{size}"
        return part
    part = StreamingHttpResponse(_window(file, start, end - start + 1))
    part.status_code = HTTPStatus.PARTIAL_CONTENT
    for name, value in answer.items():
        part[name] = value
    part["Content-Range"] = f"bytes {start}-{end}/{size}"
    part["Content-Length"] = str(end - start + 1)
    return part


def _window(file: IO[bytes], start: int, left: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while left > 0 and (piece := file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece
