"""One way over HTTP to the bank and to the treasury: an answer, "not now" (a job asks again), or "no" (a person looks)."""

from __future__ import annotations

from typing import NoReturn

import httpx

from tirek.settlement.failures import LinkDown, LinkRefused

CONNECT_SECONDS, READ_SECONDS = 3.0, 30.0
REPLY_BYTES_AT_MOST = 64 * 2**20


class Link:
    """A party on the other side; ``party`` is its name in messages (``bank``, ``treasury``)."""

    def __init__(self, party: str, base_url: str, token: str = "") -> None:
        self.party = party
        self._http = httpx.Client(
            base_url=base_url,
            headers={"Accept-Encoding": "identity", "User-Agent": "tirek"}
            | ({"Authorization": f"Bearer {token}"} if token else {}),
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, method: str, path: str, content: bytes | None = None, media_type: str = "application/json") -> bytes:
        """The body of an answer.

        Raises
        ------
        LinkDown
            Not reached, cut off, 5xx, 408, 425 or 429: the same may be asked again; nothing was learnt.
        LinkRefused
            Any other answer than 2xx.
        """
        headers = {"Content-Type": media_type} if content is not None else {}
        try:
            with self._http.stream(method, path, content=content, headers=headers) as response:
                status, body = response.status_code, self._read(response)
        except httpx.HTTPError:
            raise LinkDown("not_reached", party=self.party) from None
        if status >= 500 or status in (408, 425, 429):
            raise LinkDown("server_failed", party=self.party, status=status)
        if status == 409:
            raise LinkRefused("id_taken", party=self.party)
        if not 200 <= status < 300:
            raise LinkRefused("link_refused", party=self.party, status=status)
        return body

    def _read(self, response: httpx.Response) -> bytes:
        parts, size = [], 0
        for part in response.iter_raw():
            size += len(part)
            if size > REPLY_BYTES_AT_MOST:
                raise LinkRefused("bad_reply", party=self.party)
            parts.append(part)
        return b"".join(parts)

    def refuse_reply(self) -> NoReturn:
        """Raise that an answer is not understood."""
        raise LinkRefused("bad_reply", party=self.party)
