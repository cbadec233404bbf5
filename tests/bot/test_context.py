"""File ids of pictures sent before."""

from bot.context import FileIds


def test_a_picture_is_known_by_what_it_shows():
    kept = FileIds()
    kept.keep("sol@11", "AgAC1")
    assert kept.get("sol@11") == "AgAC1"
    assert kept.get("sol@12") is None


def test_a_picture_without_a_key_is_never_reused():
    kept = FileIds()
    kept.keep(None, "AgAC1")
    kept.forget(None)
    assert kept.get(None) is None


def test_the_one_not_used_for_longest_is_forgotten_first():
    kept = FileIds(size=2)
    kept.keep("a", "1")
    kept.keep("b", "2")
    kept.get("a")
    kept.keep("c", "3")
    assert [kept.get(key) for key in "abc"] == ["1", None, "3"]


def test_a_refused_file_id_is_forgotten():
    kept = FileIds()
    kept.keep("a", "1")
    kept.forget("a")
    kept.forget("never")
    assert kept.get("a") is None
