"""Training: labels follow the annotations, the fit is the same every time and learns what it is shown."""

from __future__ import annotations

import json

from speeches.document import Span
from speeches.training.examples import SAMPLES, Example, Listed, labelled, samples
from speeches.training.fit import as_data, confidences, fit
from speeches.training.train import PLAIN, calibration, report
from speeches.what.model import WEIGHTS, Model, read_model
from speeches.what.signs import FINDER

PRIOR = Model({"must": 0.5, "past": -0.5}, bias=-1.0, threshold=0.5)
EXAMPLES = [
    *[Example(("must", "act_report"), "要上报", True, "A")] * 20,
    *[Example(("must", "past"), "已上报", False)] * 20,
    *[Example(("must",), "要重视", None)] * 20,
]


def test_the_span_that_fits_an_order_best_gets_its_tier() -> None:
    listed = [Listed(Span(10, 20), "A"), Listed(Span(40, 50), "C")]
    tiers, missed = labelled([Span(8, 21), Span(12, 18), Span(39, 52), Span(60, 70)], listed)
    assert tiers == ["A", None, None, ""]
    assert missed == []


def test_an_order_that_no_span_covers_is_missed() -> None:
    _, missed = labelled([Span(0, 5)], [Listed(Span(10, 20), "B")])
    assert [item.span.start for item in missed] == [10]


def test_of_two_orders_in_one_span_the_second_is_missed() -> None:
    tiers, missed = labelled([Span(0, 30)], [Listed(Span(0, 18), "A"), Listed(Span(18, 30), "B")])
    assert tiers == ["A"]
    assert [item.tier for item in missed] == ["B"]


def test_the_fit_learns_what_it_is_shown() -> None:
    model = fit(EXAMPLES, PRIOR)
    order, history = confidences([EXAMPLES[0], EXAMPLES[20]], model)
    assert order > 0.8 > 0.2 > history


def test_the_fit_is_the_same_whatever_the_order_of_examples() -> None:
    assert as_data(fit(EXAMPLES, PRIOR)) == as_data(fit(EXAMPLES[::-1], PRIOR))


def test_a_rare_feature_keeps_its_prior_weight() -> None:
    model = fit([*EXAMPLES, Example(("must", "thanks"), "感谢", False)], PRIOR)
    assert "thanks" not in model.weights


def test_every_plain_speech_is_annotated_with_anchors_that_stand_in_it() -> None:
    for folder in (SAMPLES, PLAIN):
        dates = json.loads((folder / "dates.json").read_text(encoding="utf-8"))
        for name in dates:
            text = (folder / f"{name}.txt").read_text(encoding="utf-8")
            for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
                assert text.count(json.loads(line)["anchor"]) == 1, line


def test_plain_speeches_give_examples_of_both_kinds() -> None:
    for sample in samples(PLAIN):
        labels = {example.label for example in sample.examples}
        assert {True, False} <= labels, sample.name


def test_the_report_tells_recall_precision_and_calibration() -> None:
    told = report([], [(EXAMPLES[0], 0.9), (EXAMPLES[20], 0.2), (EXAMPLES[20], 0.7)], 0.5)
    assert "recall_A 1.000" in told
    assert "precision 0.500" in told


def test_shipped_weights_name_only_features_that_can_fire() -> None:
    combined = {
        "beside",
        "who",
        "act",
        "time",
        "head",
        "section",
        "before",
        "after",
        "paragraph",
        "speech",
        "record",
    }
    for name in read_model(WEIGHTS).weights:
        base = name.split("*")[0]
        assert base in FINDER.names or ":" in name or "+" in name or name in _PLAIN, name
        assert ":" not in name or name.split(":")[0] in combined, name


_PLAIN = {"heading", "very_short", "long", "ends_in_colon", "fields", "regime", "subject_first", "target", "many_acts", "no_mood",
          "reported", "reports", "plan", "just_told", "told_beside", "chain", "fronted", "rhythm_told", "told_day"}  # fmt: skip


def test_true_confidences_need_no_calibration_and_boasts_do() -> None:
    order, none = EXAMPLES[0], EXAMPLES[20]
    true = [(order, 0.8)] * 8 + [(none, 0.8)] * 2 + [(order, 0.2)] * 2 + [(none, 0.2)] * 8
    assert calibration(true) == (1.0, 0.0)
    boasts = [(example, 0.99 if confidence > 0.5 else 0.01) for example, confidence in true]
    assert calibration(boasts)[0] < 0.5
