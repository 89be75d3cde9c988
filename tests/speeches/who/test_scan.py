"""What a scan of many sentences finds is what each sentence holds by itself."""

from __future__ import annotations

import speeches
from speeches.text.parts import Sentence
from speeches.text.reading import read
from speeches.who import scan
from speeches.who.scan import Scanner, Seen, seen_in

TEXT = (
    "一、总体要求。各乡镇要于6月20日前将名单报县应急局,公安、财政部门配合。\n"
    "由县住建局、国土等部门牵头;商务三个部门要共同落实。\n"
    "各被审计单位要整改。被巡察单位党组织要履职。县直各单位要会同三方\n"
)


def _within(sentence: Sentence, seen: Seen) -> Seen:
    """Without a limit at the sentence's end, which cuts no name and which marks that run on past it hide."""
    return seen._replace(limits=[at for at in seen.limits if at < len(sentence.text)])


def test_a_stretch_gives_each_sentence_what_it_holds(monkeypatch) -> None:
    reading = read(speeches.plain(TEXT * 3))
    for stretch in (1, 40, 20_000):
        monkeypatch.setattr(scan, "STRETCH", stretch)
        scanner = Scanner(reading.folded.text, reading.sentences)
        for sentence in reading.sentences:
            assert _within(sentence, scanner.seen(sentence)) == _within(sentence, seen_in(sentence.text))


def test_a_sentence_before_the_stretch_is_looked_at_again(monkeypatch) -> None:
    monkeypatch.setattr(scan, "STRETCH", 1)
    reading = read(speeches.plain(TEXT))
    scanner = Scanner(reading.folded.text, reading.sentences)
    for sentence in reversed(reading.sentences):
        assert _within(sentence, scanner.seen(sentence)) == _within(sentence, seen_in(sentence.text))
