"""What a sealed file needs beside the signature to stay PDF/A-2b and PDF/UA-1; it is written in the same update.

PDF/A: the seal is laid on as ink, so that its page names the colours it is blended in (ISO 19005-2, 6.2.10). PDF/UA: the
field of the signature stands in the structure as a Form, and its page is gone through in that order (ISO 14289-1, 7.18).
"""

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

SPOKEN = "电子印章"


def place_field(writer: IncrementalPdfFileWriter, field: SigFieldSpec) -> None:
    """Makes the field of the signature, and what its page and the document's structure say of it."""
    append_signature_field(writer, field)
    page = writer.find_page_for_modification(field.on_page)[0]
    writer.mark_update(page)
    if field.box and "/Group" not in page.get_object():
        page.get_object()["/Group"] = _dictionary(Type="/Group", S="/Transparency", CS="/DeviceRGB")
    if "/StructTreeRoot" in writer.root:
        page.get_object()["/Tabs"] = NameObject("/S")
        _tag(writer, writer.root["/AcroForm"]["/Fields"].raw_get(-1), page)


def _tag(writer: IncrementalPdfFileWriter, widget: IndirectObject, page: IndirectObject) -> None:
    """Puts the field at the end of the structure, as an element of its own."""
    tree = writer.root["/StructTreeRoot"]
    above = _end_of_structure(tree)
    key = _next_key(tree)
    element = _dictionary(Type="/StructElem", S="/Form")
    element[NameObject("/P")] = above
    element[NameObject("/Pg")] = page
    element[NameObject("/Alt")] = TextStringObject(SPOKEN)
    inner = _dictionary(Type="/OBJR")
    inner[NameObject("/Obj")] = widget
    inner[NameObject("/Pg")] = page
    element[NameObject("/K")] = ArrayObject([inner])
    reference = writer.add_object(element)

    _add_kid(above.get_object(), reference)
    writer.mark_update(above)
    parents = tree["/ParentTree"]
    numbers = parents["/Nums"] if "/Nums" in parents else _last_numbers(writer, parents)
    numbers.extend([NumberObject(key), reference])
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(key + 1)
    widget.get_object()[NameObject("/StructParent")] = NumberObject(key)
    writer.update_container(numbers)
    writer.update_container(tree)
    writer.mark_update(widget)


def _end_of_structure(tree: DictionaryObject) -> IndirectObject:
    """The element below which all others stand: the Document, where there is one."""
    kids = tree.raw_get("/K")
    if isinstance(kids, IndirectObject) and not isinstance(kids.get_object(), ArrayObject):
        return kids
    found = kids.get_object() if isinstance(kids, IndirectObject) else kids
    return found.raw_get(0)


def _add_kid(element: DictionaryObject, kid: IndirectObject) -> None:
    kids = element.get("/K")
    if isinstance(kids, ArrayObject):
        kids.append(kid)
        if isinstance(element.raw_get("/K"), IndirectObject):
            element[NameObject("/K")] = ArrayObject(kids)
    else:
        element[NameObject("/K")] = ArrayObject([*([element.raw_get("/K")] if kids is not None else []), kid])


def _next_key(tree: DictionaryObject) -> int:
    return int(tree["/ParentTreeNextKey"])


def _last_numbers(writer: IncrementalPdfFileWriter, parents: DictionaryObject) -> ArrayObject:
    """The last leaf of a tree of numbers that has several; its limits are let out for the new key."""
    leaf = parents["/Kids"][-1]
    if "/Limits" in leaf:
        leaf["/Limits"] = ArrayObject([leaf["/Limits"][0], NumberObject(2**31 - 1)])
        writer.update_container(leaf)
    return leaf["/Nums"]


def _dictionary(**names: str) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): NameObject(value) for key, value in names.items()})
