"""Reads back what deploy/cloudwatch made, and compares it with what it should be. scripts/test-cloudwatch runs this.

  check.py deployed URL                   tables, policies and alarms, at a local AWS
  check.py watched URL LINES              every alarm of ours watches metrics that the executables sent (EMF lines)
  check.py gone URL                       nothing of it is left
  check.py budget-by-mail PLAN            `terraform show -json` of a plan
  check.py few-options PLAN               the same, with topics only and without a bucket

A line per check: `ok`, `FAILED` with the reason, or `ignored`.
"""

import json
import math
import pathlib
import re
import sys

import boto3

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGION, ACCOUNT = "eu-central-1", "123456789012"
DYNAMODB, SNS = (f"arn:aws:{service}:{REGION}:{ACCOUNT}" for service in ("dynamodb", "sns"))
TOPICS = [f"{SNS}:duty", f"{SNS}:makerates-alerts"]
LOW_TOPICS = [f"{SNS}:morning"]
INDEX = "target_currency-rate_date-index"

is_failed = False


def check(name, found, expected=True):
    """Says whether what was found is what was expected."""
    global is_failed
    if found == expected:
        print(f"ok       {name}")
    else:
        is_failed = True
        if isinstance(found, dict) and isinstance(expected, dict):
            names = [name for name in {**found, **expected} if found.get(name) != expected.get(name)]
            found, expected = ({name: each.get(name) for name in names} for each in (found, expected))
        print(f"FAILED   {name}\n         found    {found}\n         expected {expected}")


def client(service, url):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=url, region_name=REGION, **keys)


# --- alarms


def metric(name, statistic, period, dimensions, namespace="Makerates"):
    return {
        "namespace": namespace,
        "metric": name,
        "dimensions": dimensions,
        "statistic": statistic,
        "period": period,
    }


def alarm(anchor, metrics, condition, missing="ignore", periods=1, expression=None, topics=TOPICS):
    """An alarm as it should be; `metrics` by id, of an alarm without an expression by an empty one."""
    return {
        "metrics": metrics,
        "expression": expression,
        "condition": condition,
        "periods": (periods, periods),
        "missing": missing,
        "alarm_actions": topics,
        "ok_actions": topics,
        "is_enabled": True,
        "anchor": anchor,
    }


def quota(source, period):
    tags = {"layer": "control", "source": source, "period": period}
    metrics = {
        "used": metric("quota_used", "Maximum", 3600, tags),
        "limit": metric("quota_limit", "Maximum", 3600, tags),
    }
    return alarm("quota-nearly-used", metrics, ">= 0.8", expression="used / limit")


def circuit(source):
    tags = {"layer": "control", "source": source}
    return alarm("circuit-open", {"": metric("circuit_open", "Maximum", 3600, tags)}, ">= 1.0")


def failed(anchor, layer, step, topics):
    tags = {"layer": layer, "step": step}
    return alarm(anchor, {"": metric("run_failed", "Sum", 3600, tags)}, "> 0.0", topics=topics)


def throttled(**dimensions):
    metrics = {
        "reads": metric("ReadThrottleEvents", "Sum", 300, dimensions, "AWS/DynamoDB"),
        "writes": metric("WriteThrottleEvents", "Sum", 300, dimensions, "AWS/DynamoDB"),
    }
    expression = "FILL(reads, 0) + FILL(writes, 0)"
    return alarm("dynamodb-throttled", metrics, "> 0.0", missing="notBreaching", expression=expression)


ALARMS = {
    "quota-nearly-used-frankfurter-day": quota("frankfurter", "day"),
    "quota-nearly-used-exchangerate-day": quota("exchangerate", "day"),
    "quota-nearly-used-exchangerate-month": quota("exchangerate", "month"),
    "circuit-open-frankfurter": circuit("frankfurter"),
    "circuit-open-exchangerate": circuit("exchangerate"),
    "no-fresh-rates": alarm(
        "no-fresh-rates",
        {"fresh": metric("fresh_rates", "Maximum", 3600, {"layer": "silver"})},
        "< 1.0",
        missing="breaching",
        periods=26,
        expression="FILL(fresh, 0)",
    ),
    "conflicts": alarm("conflicts", {"": metric("conflicts", "Maximum", 3600, {"layer": "silver"})}, "> 0.0"),
    "sync-failed": failed("sync-failed", "gold", "sync-dynamodb", TOPICS),
    "step-failed-quota-gate-available": failed("step-failed", "control", "quota-gate-available", LOW_TOPICS),
    "step-failed-extract-frankfurter": failed("step-failed", "bronze", "extract-frankfurter", LOW_TOPICS),
    "step-failed-extract-exchangerate": failed("step-failed", "bronze", "extract-exchangerate", LOW_TOPICS),
    "step-failed-transform": failed("step-failed", "silver", "transform", LOW_TOPICS),
    "dynamodb-throttled-api_quota_tracker": throttled(TableName="api_quota_tracker"),
    "dynamodb-throttled-currency_rates": throttled(TableName="currency_rates"),
    "dynamodb-throttled-currency_rates-index": throttled(TableName="currency_rates", GlobalSecondaryIndexName=INDEX),
    "dynamodb-throttled-pipeline_observability": throttled(TableName="pipeline_observability"),
}

OPERATORS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}
RUNBOOK = re.compile(r"Runbook: docs/runbook\.md#([a-z-]+)$")


def dimensions_of(found):
    return {dimension["Name"]: dimension["Value"] for dimension in found}


def of_aws(found):
    """An alarm as CloudWatch describes it, in the form of `alarm`."""
    queries = found.get("Metrics") or []
    expressions = [query for query in queries if "Expression" in query]
    metrics = {
        query["Id"]: metric(
            query["MetricStat"]["Metric"]["MetricName"],
            query["MetricStat"]["Stat"],
            query["MetricStat"]["Period"],
            dimensions_of(query["MetricStat"]["Metric"]["Dimensions"]),
            query["MetricStat"]["Metric"]["Namespace"],
        )
        for query in queries
        if "MetricStat" in query
    }
    if not queries:
        dimensions = dimensions_of(found["Dimensions"])
        metrics = {"": metric(found["MetricName"], found["Statistic"], found["Period"], dimensions, found["Namespace"])}
    # The one query that is compared is the expression.
    returned = [query["Id"] for query in queries if query.get("ReturnData")]
    is_compared = returned == [query["Id"] for query in expressions]
    link = RUNBOOK.search(found["AlarmDescription"])
    return {
        "metrics": metrics,
        "expression": expressions[0]["Expression"] if expressions and is_compared else None,
        "condition": f"{OPERATORS[found['ComparisonOperator']]} {float(found['Threshold'])}",
        "periods": (found["EvaluationPeriods"], found["DatapointsToAlarm"]),
        "missing": found["TreatMissingData"],
        "alarm_actions": found["AlarmActions"],
        "ok_actions": found["OKActions"],
        "is_enabled": found["ActionsEnabled"],
        "anchor": link and link[1],
    }


def alarms(url):
    pages = client("cloudwatch", url).get_paginator("describe_alarms").paginate()
    found = [alarm for page in pages for alarm in page["MetricAlarms"]]
    return {alarm["AlarmName"].removeprefix("makerates-"): alarm for alarm in found}


def check_alarms(url):
    found = alarms(url)
    check("the alarms are these", sorted(found), sorted(ALARMS))
    for name in sorted(set(found) & set(ALARMS)):
        check(f"alarm {name}", of_aws(found[name]), ALARMS[name])
    silent = [name for name, alarm in found.items() if "Next: " not in alarm["AlarmDescription"]]
    check("every alarm says the next step", silent, [])
    check("every alarm is one that CloudWatch takes", [name for name in found if not is_taken(found[name])], [])
    check_runbook()


def is_taken(found):
    """CloudWatch's own limits, which moto does not know: seven days, and one day for periods below an hour."""
    periods = [metric["period"] for metric in of_aws(found)["metrics"].values()]
    longest = 86_400 if min(periods) < 3600 else 604_800
    return max(periods) * found["EvaluationPeriods"] <= longest and len(found["AlarmDescription"]) <= 1024


def check_runbook():
    name = "every alarm's place in the runbook exists"
    path = ROOT / "docs" / "runbook.md"
    if not path.exists():
        print(f"ignored  {name}: there is no docs/runbook.md")
        return
    text = path.read_text()
    headings = re.findall(r"^#+ +(.*)$", text, re.M)
    # As GitHub makes them.
    places = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    places |= set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    check(name, sorted({alarm["anchor"] for alarm in ALARMS.values()} - places), [])


def check_watched(url, lines):
    """An alarm on a metric that nobody sends, or with a dimension too many or too few, never speaks."""
    sent = set()
    for line in pathlib.Path(lines).read_text().splitlines():
        line = json.loads(line)
        for directive in line["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = frozenset((name, line[name]) for name in names)
                sent |= {(directive["Namespace"], each["Name"], dimensions) for each in directive["Metrics"]}
    for name, found in sorted(alarms(url).items()):
        watched = {
            (each["namespace"], each["metric"], frozenset(each["dimensions"].items()))
            for each in of_aws(found)["metrics"].values()
            if each["namespace"] != "AWS/DynamoDB"
        }
        if watched:
            check(f"alarm {name} watches what is sent", sorted(map(str, watched - sent)), [])


# --- tables


def shapes():
    """The tables as the executables make them."""
    source = (ROOT / "crates" / "core" / "src" / "dynamodb" / "tables.rs").read_text()
    found = {}
    for body in re.findall(r"^pub const \w+: TableShape = TableShape \{(.*?)^\};", source, re.M | re.S):
        fields = dict(re.findall(r'(\w+): "([^"]+)"', body))
        index = re.search(r'index: Some\(\("([^"]+)", "([^"]+)"\)\)', body)
        keys = [fields["partition_key"], fields["sort_key"]]
        found[fields["name"]] = {
            "keys": keys,
            "indexes": {index[1]: ([index[2], keys[1]], "ALL")} if index else {},
            "types": {name: "S" for name in [*keys, *([index[2]] if index else [])]},
            "ttl": ("ENABLED", fields["ttl"]),
            "billing": "PAY_PER_REQUEST",
            "is_protected": True,
        }
    return found


def keys_of(schema):
    by_kind = {key["KeyType"]: key["AttributeName"] for key in schema}
    return [by_kind["HASH"], by_kind["RANGE"]]


def check_tables(url):
    dynamodb = client("dynamodb", url)
    expected = shapes()
    check("the tables are these", sorted(dynamodb.list_tables()["TableNames"]), sorted(expected))
    # Not from the same regular expressions as the rest.
    contract = {"api_quota_tracker": "ttl", "currency_rates": "expiration_timestamp", "pipeline_observability": "ttl"}
    check("the executables' tables are these", {name: shape["ttl"][1] for name, shape in expected.items()}, contract)
    for name, shape in expected.items():
        table = dynamodb.describe_table(TableName=name)["Table"]
        ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        found = {
            "keys": keys_of(table["KeySchema"]),
            "indexes": {
                index["IndexName"]: (keys_of(index["KeySchema"]), index["Projection"]["ProjectionType"])
                for index in table.get("GlobalSecondaryIndexes", [])
            },
            "types": {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]},
            "ttl": (ttl["TimeToLiveStatus"], ttl.get("AttributeName")),
            "billing": table["BillingModeSummary"]["BillingMode"],
            "is_protected": table["DeletionProtectionEnabled"],
        }
        check(f"table {name}", found, shape)


# --- policies

TABLES = {f"{DYNAMODB}:table/{name}" for name in ("api_quota_tracker", "currency_rates", "pipeline_observability")}
OUR_RESOURCES = TABLES | {f"{DYNAMODB}:table/currency_rates/index/{INDEX}"}
OUR_BUCKET = {"arn:aws:s3:::rates-bronze", "arn:aws:s3:::rates-bronze/*"}
RUNS = f"{DYNAMODB}:table/pipeline_observability"
ON_RUNS = {
    "pipeline": ["dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:PutItem", "dynamodb:Query"],
    "writer": ["dynamodb:PutItem"],
    "reader": [],
}


def listed(value):
    return [value] if isinstance(value, str) else list(value)


def permissions(statements):
    return {
        (action, resource)
        for statement in statements
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def in_file(name, with_bucket):
    text = (ROOT / "deploy" / "iam" / f"{name}.json").read_text()
    for placeholder, value in (("REGION", REGION), ("ACCOUNT", ACCOUNT), ("BUCKET", "rates-bronze")):
        text = text.replace(placeholder, value)
    statements = [each for each in json.loads(text)["Statement"] if each["Sid"] != "Init"]
    return {each for each in permissions(statements) if with_bucket or not each[0].startswith("s3:")}


def check_policy(name, document, with_bucket):
    statements = document["Statement"]
    found = permissions(statements)
    sids = [statement["Sid"] for statement in statements]
    effects = {statement["Effect"] for statement in statements}
    is_sound = document["Version"] == "2012-10-17" and effects == {"Allow"} and len(sids) == len(set(sids))
    check(f"policy {name} is one that IAM takes", is_sound)
    ours = OUR_RESOURCES | (OUR_BUCKET if with_bucket else set())
    others = {permission for permission in found if permission[1] not in ours or "*" in permission[0]}
    check(f"policy {name} is about nothing but ours", sorted(others), [])
    check(f"policy {name} is that of deploy/iam", sorted(found), sorted(in_file(name, with_bucket)))
    on_runs = sorted(action for action, resource in found if resource == RUNS)
    check(f"policy {name} on the record of runs", on_runs, ON_RUNS[name])


def check_policies(url):
    iam = client("iam", url)
    policies = iam.list_policies(Scope="Local")["Policies"]
    found = {policy["PolicyName"].removeprefix("makerates-"): policy for policy in policies}
    check("the policies are these", sorted(found), ["pipeline", "reader", "writer"])
    for name, policy in sorted(found.items()):
        version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
        check_policy(name, version["PolicyVersion"]["Document"], with_bucket=True)


# --- topic, plans, the end


def check_topic(url):
    sns = client("sns", url)
    check("the topic of the address", [each["TopicArn"] for each in sns.list_topics()["Topics"]], [TOPICS[1]])
    found = [(each["Protocol"], each["Endpoint"]) for each in sns.list_subscriptions()["Subscriptions"]]
    check("the address is subscribed", found, [("email", "duty@example.com")])


def planned(path, kind):
    plan = json.loads(pathlib.Path(path).read_text())
    changes = [each for each in plan["resource_changes"] if each["type"] == kind and each["change"]["after"]]
    return {each.get("index"): each["change"]["after"] for each in changes}, plan["planned_values"]["outputs"]


def check_budget(path, mails, topics, amount=None):
    budgets, outputs = planned(path, "aws_budgets_budget")
    estimate = outputs["estimate_usd"]["value"]
    check(f"the estimate of {estimate} USD is of a size that can be", 1 < estimate < 10)
    budget = budgets[0]
    found = (budget["budget_type"], budget["time_unit"], budget["limit_unit"], float(budget["limit_amount"]))
    expected = ("COST", "MONTHLY", "USD", float(amount or math.ceil(2 * estimate)))
    check("the budget's limit", found, expected)
    services = [("Service", ["Amazon DynamoDB", "AmazonCloudWatch"])]
    check("the budget's services", [(each["name"], each["values"]) for each in budget["cost_filter"]], services)
    told = ("notification_type", "threshold", "subscriber_email_addresses", "subscriber_sns_topic_arns")
    found = sorted([each[name] for name in told] for each in budget["notification"])
    check("the budget's warnings", found, [[kind, 100, mails, topics] for kind in ("ACTUAL", "FORECASTED")])


def check_few_options(path):
    check_budget(path, [], [TOPICS[0]], amount=12)
    policies, _ = planned(path, "aws_iam_policy")
    for name, policy in sorted(policies.items()):
        check_policy(name, json.loads(policy["policy"]), with_bucket=False)
    found, _ = planned(path, "aws_cloudwatch_metric_alarm")
    actions = {tuple(each["alarm_actions"]) for each in found.values()}
    check("without topics of low priority every alarm calls the same", actions, {(TOPICS[0],)})


def check_gone(url):
    iam, sns = client("iam", url), client("sns", url)
    left = [
        *client("dynamodb", url).list_tables()["TableNames"],
        *alarms(url),
        *(policy["Arn"] for policy in iam.list_policies(Scope="Local")["Policies"]),
        *(topic["TopicArn"] for topic in sns.list_topics()["Topics"]),
    ]
    check("nothing is left", left, [])


def main():
    match sys.argv[1:]:
        case ["deployed", url]:
            for part in (check_tables, check_policies, check_alarms, check_topic):
                part(url)
        case ["watched", url, lines]:
            check_watched(url, lines)
        case ["budget-by-mail", plan]:
            check_budget(plan, ["duty@example.com"], [])
        case ["few-options", plan]:
            check_few_options(plan)
        case ["gone", url]:
            check_gone(url)
        case _:
            sys.exit(__doc__)
    sys.exit(is_failed)


main()
