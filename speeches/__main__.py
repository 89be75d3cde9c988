"""`python -m speeches extract|times|train`: the engine without the portal. It reads no clock, so dates come by option or from the text."""

from __future__ import annotations

import argparse
import sys

from .terminal import (
    STATUS_BAD_INPUT,
    Complaint,
    add_extract_options,
    add_times_options,
    run_extract,
    run_times,
    standard_streams,
)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 when done, 2 for bad input."""
    parser = argparse.ArgumentParser(prog="python -m speeches", description="从讲话稿读出责任事项")
    commands = parser.add_subparsers(dest="command", required=True)
    add_extract_options(commands.add_parser("extract", help="读出责任事项"))
    times_parser = commands.add_parser("times", help="读出每行中的时间")
    add_times_options(times_parser)
    times_parser.add_argument("--rules", action="store_true", help="列出全部规则及其例句")
    train = commands.add_parser("train", help="由自带样本重新训练判断权重")
    train.add_argument("--check", action="store_true", help="只报告留一篇检验的结果，不写文件")
    options = vars(parser.parse_args(arguments))
    try:
        return _run(options)
    except Complaint as complaint:
        print(complaint, file=sys.stderr)
        return STATUS_BAD_INPUT


def _run(options: dict[str, object]) -> int:
    streams = standard_streams()
    if options["command"] == "extract":
        run_extract(options, streams, today=None)
    elif options["command"] == "times" and options["rules"]:
        from .show import rules_told
        from .when import rule_listing

        streams.write(rules_told(rule_listing()))
    elif options["command"] == "times":
        run_times(options, streams, today=None)
    else:
        from .training.train import train

        streams.write(train(write=not options["check"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
