"""XML of strangers read safely and strictly: no entities, no network, a size limit, a schema; refusals name file, line, element.

The schema of pain.001.001.09 is the official one, carried by the package sepaxml. Those of the replies are our own, written
from the public message definitions (``schemas/``): the official files may not be passed on with this program.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

from tirek.settlement.failures import FileRefused

BYTES_AT_MOST = 24 * 2**20
"""A statement of 10,000 payments takes about 3 MiB; what is longer comes in parts."""
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
OURS = files("tirek.settlement.iso20022") / "schemas"
OFFICIAL = files("sepaxml") / "schemas"
SCHEMAS: Mapping[str, Any] = {
    "pain.001.001.09": OFFICIAL,
    "pain.002.001.10": OURS,
    "camt.053.001.08": OURS,
    "camt.054.001.08": OURS,
}
_MISSING = ("SCHEMAV_ELEMENT_CONTENT", "SCHEMAV_CVC_COMPLEX_TYPE_2_4")


def read_document(data: bytes, file: str, allowed: tuple[str, ...]) -> tuple[str, etree._Element]:
    """The name of a message (``camt.053.001.08``) and its tree, proven by its schema.

    Raises
    ------
    FileRefused
        Too large, not XML, with a DOCTYPE, of no allowed kind, or against the schema.
    """
    if len(data) > BYTES_AT_MOST:
        raise FileRefused("too_large", file=file, limit=BYTES_AT_MOST // 2**20)
    root = _parse(data, file)
    name = etree.QName(root).namespace or ""
    name = name.removeprefix(NAMESPACE)
    if name not in allowed or etree.QName(root).localname != "Document":
        raise FileRefused("unknown_message", file=file, line=root.sourceline or 1, allowed=", ".join(allowed))
    schema = schema_of(name)
    if not schema.validate(root):
        raise _first_fault(schema, file)
    return name, root


def schema_of(name: str) -> etree.XMLSchema:
    """The schema of a message; a new one each time, for its log of errors belongs to one thread."""
    return etree.XMLSchema(etree.fromstring(_schema_text(name)))


def fault_of(schema: etree.XMLSchema) -> tuple[int, str, str]:
    """Line, element and code of the first fault a schema found; never the value."""
    entry = schema.error_log[0]
    element = (entry.path or "").rpartition("/")[2].partition("[")[0].rpartition(":")[2]
    named = entry.message.partition("}")[2].partition("'")[0] if element in ("*", "") else element
    code = "element_value"
    if entry.type_name in _MISSING:
        code = "element_missing" if "Missing child" in entry.message else "element_unexpected"
    return entry.line, named or "Document", code


def find_text(node: etree._Element, path: str) -> str:
    """The text below a node at a path of local names (``Refs/EndToEndId``); empty where there is none."""
    found = find_node(node, path)
    return "" if found is None else (found.text or "").strip()


def find_node(node: etree._Element, path: str) -> etree._Element | None:
    """The first node at a path of local names."""
    return node.find(_qualified(_namespace(node), path))


def find_nodes(node: etree._Element, path: str) -> list[etree._Element]:
    """All nodes at a path of local names."""
    found: list[etree._Element] = node.findall(_qualified(_namespace(node), path))
    return found


def read_tenge(node: etree._Element, file: str) -> int:
    """Whole tenge of an amount; an amount in another currency, or with tiyn, is refused."""
    whole, _, rest = (node.text or "").strip().partition(".")
    if node.get("Ccy") != "KZT" or rest.strip("0") or not whole.isdigit():
        raise FileRefused("not_tenge", file=file, line=node.sourceline or 0, element=etree.QName(node).localname)
    return int(whole)


def _namespace(node: etree._Element) -> str:
    return str(node.tag).partition("}")[0][1:]


@cache
def _qualified(namespace: str, path: str) -> str:
    return "/".join(f"{{{namespace}}}{step}" for step in path.split("/"))


def _parse(data: bytes, file: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        code = "has_entities" if b"<!DOCTYPE" in data[:4096] else "not_xml"
        raise FileRefused(code, file=file, line=line) from None
    if root.getroottree().docinfo.doctype:
        raise FileRefused("has_entities", file=file, line=1)
    return root


def _first_fault(schema: etree.XMLSchema, file: str) -> FileRefused:
    line, element, code = fault_of(schema)
    return FileRefused(code, file=file, line=line, element=element)


@cache
def _schema_text(name: str) -> bytes:
    text: bytes = (SCHEMAS[name] / f"{name}.xsd").read_bytes()
    return text
