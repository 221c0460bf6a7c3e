"""Compares a plan of deploy/cloudwatch with the project's own definitions. scripts/test-cloudwatch runs this.

  check.py PLAN SOUND DOUBTFUL SPENDING FAILING     lines of `terraform test -json -verbose`, and of CloudWatch of four mornings
"""

import json
import operator
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DUTY, MORNING = (["arn:aws:sns:eu-central-1:123456789012:" + topic] for topic in ("duty", "morning"))
COMPARISONS = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
# The buckets of silver first: the last name is part of theirs.
PLACEHOLDERS = {
    "SILVER_BUCKET": "rates-silver",
    "SILVER_PREFIX": "makerates/silver",
    "REGION": "eu-central-1",
    "ACCOUNT": "123456789012",
    "BUCKET": "rates-bronze",
}
results = []


def check(name, found, expected):
    """Says whether what was found is what was expected."""
    results.append(found == expected)
    if results[-1]:
        print(f"ok       {name}")
        return
    if isinstance(found, dict) and isinstance(expected, dict):
        names = [name for name in {**found, **expected} if found.get(name) != expected.get(name)]
        found, expected = ({name: each.get(name) for name in names} for each in (found, expected))
    print(f"FAILED   {name}\n         found    {found}\n         expected {expected}")


def lines_of(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]


# --- alarms: what they watch is sent, and they call when they should


def sent_in(path):
    """The values of each metric, by namespace, name and dimensions."""
    sent = {}
    for line in lines_of(path):
        for directive in line["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = frozenset((name, line[name]) for name in names)
                for each in directive["Metrics"]:
                    key = (directive["Namespace"], each["Name"], dimensions)
                    sent.setdefault(key, []).append(line[each["Name"]])
    return sent


def metrics_of(alarm):
    """Metrics by id, of an alarm without an expression by an empty one: what each is, its statistic and its period."""
    queries = {query["id"]: query["metric"][0] for query in alarm["metric_query"] if query["metric"]}
    queries = queries or {"": {**alarm, "stat": alarm["statistic"]}}
    key = lambda metric: (metric["namespace"], metric["metric_name"], frozenset(metric["dimensions"].items()))
    return {name: (key(metric), metric["stat"], metric["period"]) for name, metric in queries.items()}


def calls(alarm, sent):
    """Whether it calls after these values, as CloudWatch reckons."""
    statistics = {"Maximum": max, "Sum": sum, "SampleCount": len}
    values = {name: sent.get(key) and statistics[stat](sent[key]) for name, (key, stat, _) in metrics_of(alarm).items()}
    expressions = [query["expression"] for query in alarm["metric_query"] if query["return_data"]]
    fill = lambda value, missing: missing if value is None else value
    if not expressions:
        value = values[""]
    elif None in values.values() and "FILL" not in expressions[0]:
        value = None
    else:
        value = eval(expressions[0], {"FILL": fill}, values)
    if value is None:
        return alarm["treat_missing_data"] == "breaching"
    return COMPARISONS[alarm["comparison_operator"]](value, alarm["threshold"])


def killed(sent):
    """A morning of which the last step came to no end."""
    return {key: values for key, values in sent.items() if ("step", "sync-dynamodb") not in key[2]}


def check_alarms(alarms, sound, doubtful, spending, failing):
    is_ours = lambda alarm: all(key[0] == "Makerates" for key, _, _ in metrics_of(alarm).values())
    ours = {name: alarm for name, alarm in alarms.items() if is_ours(alarm)}
    for name, alarm in sorted(ours.items()):
        unsent = [key for key, _, _ in metrics_of(alarm).values() if key not in sound]
        check(f"alarm {name} watches what is sent", unsent, [])
    calling = lambda sent: sorted(name for name, alarm in alarms.items() if calls(alarm, sent))
    check("a sound morning calls nobody", calling(sound), [])
    check("a morning of contradictions calls by its alarms", calling(doubtful), ["conflicts", "step-failed-transform-quality"])
    spent = [name for name in calling(spending) if name.startswith(("quota", "circuit"))]
    expected = sorted(name for name in ours if name.startswith(("quota", "circuit")))
    check("what a morning spends calls without another look", spent, expected)
    failed = sorted(set(ours) - {"conflicts", "heartbeat"})
    check("a failing morning calls by all the others", calling(failing), failed)
    check("a sync that was killed calls", calling(killed(sound)), ["heartbeat"])
    check("without any run those call that miss one", calling({}), ["heartbeat", "no-fresh-rates"])
    topics = {name: MORNING if name.startswith("step-failed-") else DUTY for name in alarms}
    check("who is called", {name: alarm["alarm_actions"] for name, alarm in alarms.items()}, topics)
    check("who hears of the end", {name: alarm["ok_actions"] for name, alarm in alarms.items()}, topics)
    check("every alarm is one that CloudWatch takes", [name for name in alarms if not is_taken(alarms[name])], [])
    # Places are made of headings as GitHub makes them.
    headings = re.findall(r"^#+ +(.*)$", (ROOT / "docs" / "runbook.md").read_text(), re.M)
    places = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    end = re.compile(r"Next: .* Runbook: docs/runbook\.md#([a-z-]+)$")
    links = {name: end.search(alarm["alarm_description"]) for name, alarm in alarms.items()}
    lost = [name for name, link in links.items() if not link or link[1] not in places]
    check("every alarm says the next step, and where the runbook has more", lost, [])


def is_taken(alarm):
    """CloudWatch's own limits, which the provider does not know: seven days, and one for periods below an hour."""
    periods = [period for _, _, period in metrics_of(alarm).values()]
    longest = 86_400 if min(periods) < 3600 else 604_800
    return max(periods) * alarm["evaluation_periods"] <= longest and len(alarm["alarm_description"]) <= 1024


# --- tables and policies: those of the executables and of deploy/iam


def shapes():
    """The tables as the executables make them."""
    source = (ROOT / "crates" / "core" / "src" / "dynamodb" / "tables.rs").read_text()
    found = {}
    for body in re.findall(r"^pub const \w+: TableShape = TableShape \{(.*?)^\};", source, re.M | re.S):
        fields = dict(re.findall(r'(\w+): "([^"]+)"', body))
        index = re.search(r'index: Some\(\("([^"]+)", "([^"]+)"\)\)', body)
        keys = [fields["partition_key"], fields["sort_key"]]
        indexes = [(index[1], index[2], keys[1], "ALL")] if index else []
        types = {name: "S" for name in [*keys, *(index[2] for index in [index] if index)]}
        found[fields["name"]] = (keys, types, indexes, fields["ttl"], "PAY_PER_REQUEST", True)
    return found


def check_tables(tables):
    expected = shapes()
    check("the tables are these", sorted(tables), sorted(expected))
    for name, table in sorted(tables.items()):
        index = ("name", "hash_key", "range_key", "projection_type")
        found = (
            [table["hash_key"], table["range_key"]],
            {each["name"]: each["type"] for each in table["attribute"]},
            [tuple(each[field] for field in index) for each in table["global_secondary_index"]],
            next(ttl["attribute_name"] for ttl in table["ttl"] if ttl["enabled"]),
            table["billing_mode"],
            table["deletion_protection_enabled"],
        )
        check(f"table {name}", found, expected.get(name))


def check_policies(policies):
    check("the policies are these", sorted(policies), ["analyst", "pipeline", "reader", "writer"])
    for name, policy in sorted(policies.items()):
        text = (ROOT / "deploy" / "iam" / f"{name}.json").read_text()
        for placeholder, value in PLACEHOLDERS.items():
            text = text.replace(placeholder, value)
        document = json.loads(text)
        document["Statement"] = [each for each in document["Statement"] if each["Sid"] != "Init"]
        check(f"policy {name} is that of deploy/iam", json.loads(policy["policy"]), document)


def check_removals(policies):
    """What may be removed is silver alone: bronze is never."""
    allowed = []
    for policy in policies.values():
        for statement in json.loads(policy["policy"])["Statement"]:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            allowed += [statement["Resource"] for action in actions if action.startswith("s3:Delete")]
    check("no object but silver's may be removed", allowed, ["arn:aws:s3:::rates-silver/makerates/silver/*"])


def check_silver(databases, tables):
    check("silver has one database", list(databases), ["makerates_silver"])
    models = {path.stem for path in (ROOT / "sql" / "2_silver").glob("*.sql")}
    check("its tables are models of silver", sorted(set(tables) - models), [])
    check("those that analysts want are among them", {"consensus", "observations", "quarantine", "validated_rates"} - set(tables), set())
    for name, table in sorted(tables.items()):
        place = f"s3://rates-silver/makerates/silver/tables/{name}"
        found = (table["storage_descriptor"][0]["location"], table["parameters"]["table_type"], table["database_name"])
        check(f"table {name} of silver lies where it is published", found, (place, "DELTA", "makerates_silver"))


def main():
    plan, *mornings = sys.argv[1:]
    lines = lines_of(plan)
    for line in lines:
        if line["type"] == "diagnostic":
            print(line["diagnostic"]["summary"], line["diagnostic"]["detail"], sep="\n")
    runs = {line["test_run"]["run"]: line["test_run"].get("status") for line in lines if line["type"] == "test_run"}
    for name, status in runs.items():
        check(f"plan: {name.replace('_', ' ')}", status, "pass")
    plans = {line["@testrun"]: line["test_plan"]["resource_changes"] for line in lines if line["type"] == "test_plan"}
    planned = {}
    for resource in plans.get("everything", []):
        after = resource["change"]["after"]
        name = (after.get("alarm_name") or after.get("name") or "").removeprefix("makerates-")
        planned.setdefault(resource["type"], {})[name] = after
    check_alarms(planned.get("aws_cloudwatch_metric_alarm", {}), *map(sent_in, mornings))
    check_tables(planned.get("aws_dynamodb_table", {}))
    check_policies(planned.get("aws_iam_policy", {}))
    check_removals(planned.get("aws_iam_policy", {}))
    check_silver(planned.get("aws_glue_catalog_database", {}), planned.get("aws_glue_catalog_table", {}))
    failed = results.count(False)
    verdict = "FAILED" if failed else "ok"
    print(f"\ntest result: {verdict}. {len(results) - failed} passed; {failed} failed; 0 ignored")
    sys.exit(failed > 0)


main()
