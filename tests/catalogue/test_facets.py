from django.http import QueryDict

from catalogue.facets import FIRST_VALUES, build_facet, link

LABELS = [("a", "甲"), ("b", "乙"), ("c", "丙")]


def test_values_stand_in_the_order_of_their_labels_and_empty_ones_are_left_out():
    facet = build_facet("kind", "类型", {"c": 2, "a": 1, "unknown": 9}, LABELS, QueryDict("q=x&page=3"))
    assert [(value.label, value.count, value.url) for value in facet.values] == [
        ("甲", 1, "?q=x&kind=a"),
        ("丙", 2, "?q=x&kind=c"),
    ]
    assert facet.selected is None


def test_the_chosen_value_stays_and_leads_back():
    facet = build_facet("kind", "类型", {"a": 1}, LABELS, QueryDict("kind=b&q=x"), selected="b")
    assert (facet.selected.label, facet.selected.count, facet.selected.url) == ("乙", 0, "?q=x")


def test_the_first_values_stand_open_with_the_chosen_one_among_them():
    labels = [(str(n), f"第{n}") for n in range(20)]
    facet = build_facet("x", "项", {value: 1 for value, _ in labels}, labels, QueryDict(), selected="15")
    assert [value.value for value in facet.first_values] == [*map(str, range(FIRST_VALUES)), "15"]
    assert len(facet.first_values) + len(facet.more_values) == 20


def test_links_drop_the_page_and_what_is_empty():
    assert link(QueryDict("page=2&a=&b=1"), c="2") == "?b=1&c=2"
    assert link(QueryDict("b=1"), b="") == "?"
    assert link(QueryDict(), q="〔 〕&=") == "?q=%E3%80%94+%E3%80%95%26%3D"
