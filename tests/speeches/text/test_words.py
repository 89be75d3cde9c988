"""The word interface gives the text back, word for word, with tags."""

from __future__ import annotations

import subprocess
import sys

from speeches.text.words import cut, tagged

TEXT = "各乡镇要在6月底前完成核查😀,并报县应急局。"


def test_it_gives_the_text_back() -> None:
    assert "".join(cut(TEXT)) == TEXT
    assert "".join(word for word, _ in tagged(TEXT)) == TEXT


def test_it_tags_verbs_and_nouns() -> None:
    tags = dict(tagged("写明责任单位"))
    assert tags["写明"].startswith("v")
    assert tags["单位"].startswith("n")


def test_it_loads_no_dictionary_at_import() -> None:
    code = "import sys, speeches.text.words, speeches.who.names; print('jieba' in sys.modules, 'rjieba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
