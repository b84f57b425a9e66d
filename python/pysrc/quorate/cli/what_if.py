"""quorate what-if: who is quorate after a loss or a split, and what does the cluster survive?"""

import argparse
import json
from typing import Any, Dict, List, Sequence, Tuple, Union

import quorate
from quorate.cli.common import FOUND, NOT_QUORATE, OK, RULES, Refused, in_words_of, table
from quorate.cli.commands import Site, help_text
from quorate.cli.config import CONF, add_strict_options, read_config, refuse_what_counts_nothing, strict_options
from quorate.cli.lint import story_of
from quorate.cli.nodes import names, node_words, the_nodes
from quorate.cli.one_fails import counts_no_votes, one_fails
from quorate.cli.under_strict import compared, shut_down
from quorate.types import Rules

DESCRIPTION = """\
With --down or --split: say who would be quorate. All nodes are up together; then, all at the same instant, those of
--down crash and the others split into the given sides. Nodes that are not named form one more side. The witness of
quorum.device.net then votes as its algorithm and tie breaker say; another quorum device, for the side with the most
nodes (in an even split, the side with the lowest nodeid).

With neither: what happens if one node fails, and what to run then; and a table of what the cluster survives in the
worst case, whichever nodes fail, under the rules that the config is written for and under rules strict, side by side.
With last_man_standing or allow_downscale, below it: the steps that show where corosync's own goes wrong, how the same
steps end under rules strict, and how to run those (quorate device).

Nodes are named by their nodeids or by their names in the config (name, or ring0_addr where there is none)."""

EPILOG = """\
exit status of a question: 0 one partition is quorate, 2 none (blocked, or with rules strict: fence first), 3 more
than one, or members of one disagree. Of the table: 0. 1 error.

the table:
  may fail at once                 this many nodes at the same instant, and some others stay quorate
  may fail one by one              one after another, with last_man_standing_window in between
  may be shut down one by one      cleanly, the last node first, and the rest stay quorate (with allow_downscale)
  may fail at once, confirmed off  like the first, once confirmed (rules strict with wait_for_all: proofs count)
  stops all                        nodes that stop all others when they fail alone
  stops all until confirmed off    those for which a proof helps (rules strict with wait_for_all)
  splits                           into two sides, unless exactly one is quorate: "nobody", "both" (split brain), or
                                   "fence first" (neither yet; a side may fence the other and act); up to 7 nodes

examples:
  quorate what-if corosync.conf
  quorate what-if corosync.conf --down 2,3
  quorate what-if corosync.conf --down alpha --split "beta|gamma delta"
  quorate what-if corosync.conf --split "1 2|3"
  quorate what-if corosync.conf --down 4 --split "1|2 3" --rules strict --json

--json prints one object; existing keys do not change, new ones may be added. Of a question:
  rules             the rules asked for
  partitions        a list, by lowest member: members, verdict, quorate (the members that are), agrees (all members or
                    none are), status (as quorate status --json prints it)
of the table:
  surveys           a list: rules; error (why these rules refuse the config, else null); survey and splits (else
                    null; splits also with more than 7 nodes)
    survey          total_votes, quorum, votes_to_spare, at_once, one_by_one, at_once_fenced, fatal,
                    fatal_until_fenced, device_is_fatal, rules
    splits          every split into two: sides, outcome ("one", "nobody", "both" or "fence_first")
  shrinking         what quorate lint --json has of last_man_standing and allow_downscale: key, harm, steps, strict"""

SPLITS_MAX = 7
"""Nodes up to which quorate.splits tries every split."""


def sides(text: str) -> List[List[str]]:
    both = [side.replace(",", " ").split() for side in text.split("|")]
    if not all(both):
        raise argparse.ArgumentTypeError(f'{text[:40]!r} has an empty side; write sides as "1 2|3"')
    return both


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "conf", metavar="CONF", nargs="?", help=f"corosync.conf or cluster.conf; - for stdin (default: {CONF})"
    )
    command.add_argument("--down", metavar="2,3", type=node_words, help="these nodes are lost (nodeids or names)")
    command.add_argument("--split", metavar='"1 2|3"', type=sides, help="these nodes are separated (nodeids or names)")
    command.add_argument(
        "--rules",
        choices=RULES,
        help="the rule set (default: by the type of config); corosync and strict differ in who votes after a clean "
        "leave (allow_downscale) or a loss (last_man_standing): strict agrees on it before it counts",
    )
    add_strict_options(command)
    command.add_argument("--json", action="store_true", help="print JSON instead")


def run(options: argparse.Namespace) -> int:
    strict = strict_options(options)
    config, kind = read_config(options.conf, "name the config: quorate what-if CONF", strict)
    if not config.nodes:
        refuse_what_counts_nothing(options.conf or CONF, config, kind)
    if options.down is None and options.split is None:
        both: List[Rules] = [kind, "strict"]
        columns = [options.rules] if options.rules else both
        strict.check(columns)
        return survey(config, columns, options.json)
    rules: Rules = options.rules or kind
    strict.check([rules])
    down = the_nodes("--down", options.down or (), config)
    split = [the_nodes("--split", side, config) for side in options.split or ()]
    try:
        partitions = quorate.what_if(config, rules, down=down, sides=split)
    except (quorate.Error, ValueError) as error:
        raise Refused(str(error)) from None
    if options.json:
        answer = {"rules": rules, "partitions": [partition.as_dict() for partition in partitions]}
        print(json.dumps(answer, indent=2))
    else:
        print_partitions(partitions, rules, config)
    quorate_ones = [partition for partition in partitions if partition.quorate]
    if len(quorate_ones) > 1 or not all(partition.agrees for partition in partitions):
        return FOUND
    return OK if quorate_ones else NOT_QUORATE


def print_partitions(partitions: Sequence[quorate.Partition], rules: Rules, config: quorate.Config) -> None:
    for partition in partitions:
        print(f"{names(partition.members, config)}: {partition.verdict.replace('_', ' ')}")
        print(f"  Why: {in_words_of(rules, partition.status.reason)}")
        if not partition.quorate:
            text = help_text(partition.status, rules, Site(config.names))
            print(f"  Help: {in_words_of(rules, text)}")
        if not partition.agrees:
            print(f"  Members disagree: only {names(partition.quorate, config)} say so.")
    if not partitions:
        print("no node is left")
    deciders = [partition.status.reason.code for partition in partitions if partition.quorate]
    if len(deciders) > 1:
        relies = set(deciders) == {"two_node"} and sum(len(partition.members) for partition in partitions) == 2
        cure = "; only fencing stops them from both acting (two_node)" if relies else ""
        print(f"Split brain: {len(deciders)} partitions are quorate{cure}.")


Column = Tuple[quorate.Survey, "list[quorate.Split] | None"]


def survey(config: quorate.Config, rules: Sequence[Rules], as_json: bool) -> int:
    columns: Dict[Rules, Union[Column, str]] = {}
    for name in rules:
        try:
            few = len(config.nodes) <= SPLITS_MAX
            columns[name] = (quorate.survey(config, name), quorate.splits(config, name) if few else None)
        except quorate.Error as error:
            columns[name] = str(error)
    shrinking = differences(config) if {"corosync", "strict"} <= set(rules) else []
    if as_json:
        surveys = [survey_dict(name, column) for name, column in columns.items()]
        print(json.dumps({"surveys": surveys, "shrinking": shrinking}, indent=2))
        return OK
    surveyed = {name: column for name, column in columns.items() if not isinstance(column, str)}
    refusals = {name: in_words_of(rules[0], column) for name, column in columns.items() if isinstance(column, str)}
    for line in one_fails(config, rules[0]).lines:
        print(line)
    if not surveyed:
        if len(set(refusals.values())) == 1:
            raise Refused(*set(refusals.values()))
        raise Refused("; ".join(f"rules {refusing}: {refusal}" for refusing, refusal in refusals.items()))
    if counts_no_votes(config, rules[0]):
        print("With 'provider: corosync_votequorum':")
    print_survey(surveyed, config, rules[0])
    for refusing, refusal in refusals.items():
        print(f"rules {refusing}: {refusal}")
    for one in shrinking:
        print("\n".join([f"corosync's own {one['key'].rpartition('.')[2]}:", *story_of(config, one)]))
    return OK


def differences(config: quorate.Config) -> List[Dict[str, Any]]:
    """Where corosync's own last_man_standing and allow_downscale do harm, and what rules strict make of the same."""
    findings = config.lint()
    return [
        {"key": finding.key, "harm": finding.harm, "steps": list(finding.steps), "strict": strict}
        for finding, strict in ((findings[place], strict) for place, strict in compared(config, findings).items())
    ]


def survey_dict(rules: str, column: Union[Column, str]) -> Dict[str, Any]:
    if isinstance(column, str):
        return {"rules": rules, "error": column, "survey": None, "splits": None}
    found, splits = column
    as_dicts = None if splits is None else [split.as_dict() for split in splits]
    return {"rules": rules, "error": None, "survey": found.as_dict(), "splits": as_dicts}


def survey_rows(columns: Dict[Rules, quorate.Survey], config: quorate.Config, rules: Rules) -> List[List[str]]:
    """The table of what the cluster survives."""
    surveys = columns.values()
    leaves = (str(shut_down(config, name)) for name in columns)
    rows = [
        ["", *columns],
        ["votes with all up", *(str(found.total_votes) for found in surveys)],
        ["quorum", *(str(found.quorum) for found in surveys)],
        ["votes to spare", *(str(found.votes_to_spare) for found in surveys)],
        ["may fail at once", *(str(found.at_once) for found in surveys)],
        ["may fail one by one", *(str(found.one_by_one) for found in surveys)],
        *([["may be shut down one by one", *leaves]] if config.options.allow_downscale else []),
        ["may fail at once, confirmed off", *(str(found.at_once_fenced) for found in surveys)],
        ["stops all", *(names(found.fatal, config) or "none" for found in surveys)],
        ["stops all until confirmed off", *(names(found.fatal_until_fenced, config) or "none" for found in surveys)],
    ]
    if config.options.device:
        device = ("yes" if found.device_is_fatal else "no" for found in surveys)
        rows.append([in_words_of(rules, "the quorum device's failure stops all"), *device])
    return rows


def print_survey(columns: Dict[Rules, Column], config: quorate.Config, rules: Rules) -> None:
    rows = survey_rows({name: found for name, (found, _) in columns.items()}, config, rules)
    splits = [split for _, split in columns.values()]
    known = [split for split in splits if split is not None]
    if len(known) == len(splits):
        rows += split_rows(known, config)
    print(table(rows))
    if len(known) != len(splits):
        print(f'more than {SPLITS_MAX} nodes: ask about a split with --split "1 2|3 ..."')


def split_rows(columns: "list[list[quorate.Split]]", config: quorate.Config) -> List[List[str]]:
    """The splits that do not leave exactly one side quorate under all of the rules."""
    rows = []
    for splits in zip(*columns):
        if any(split.outcome != "one" for split in splits):
            outcomes = ("one side" if split.outcome == "one" else split.outcome for split in splits)
            sides = " | ".join(names(side, config) for side in splits[0].sides)
            rows.append([f"  {sides}", *(outcome.replace("_", " ") for outcome in outcomes)])
    heading = "splits" if rows else "splits: each leaves one side quorate"
    return [[heading, *("" for _ in columns)], *rows]
