//! `transform inspect --sql`: any query that reads, each value in its own shape, and nothing but reading.

use crate::NOW;
use makerates_tests::{World, in_case};
use serde_json::{Value, json};
use std::fs;

fn with_silver() -> World {
    let world = World::at(NOW);
    world.run("extract-frankfurter").ok();
    world.run("transform").ok();
    world
}

#[test]
fn a_query_begins_as_people_write_it() {
    let world = with_silver();
    for sql in [
        "-- a comment\nselect 1 as x",
        "/* a comment */ select 1 as x",
        "\n  (select 1 as x)",
        "with a as (select 1 as x) from a",
        "values (1)",
        "select 2; select 1 as x;",
        "describe silver.observations",
        "from validated_rates",
        "summarize silver.dim_currencies",
    ] {
        let _case = in_case(sql);
        let outputs = world.run("transform").args("inspect --sql").arg(sql).ok();
        assert!(outputs["total"].as_u64() > Some(0), "{outputs}");
    }
    for sql in ["", ";", "-- only a comment"] {
        let _case = in_case(sql);
        let outcome = world.run("transform").args("inspect --sql").arg(sql).outcome();
        outcome.expect(2);
        assert!(outcome.error().contains("asks nothing"), "{}", outcome.stderr);
    }
}

#[test]
fn each_value_has_its_own_shape_in_json() {
    let world = with_silver();
    let sql = "select 1 as a, 2 as a, null as n, true as b, 12345678901234567890.10::decimal(38,2) as d,
        {'rate': 1.1378, 'of': null} as s, map {'k': 1} as m, [1, null] as l, interval 14 months as i";
    let outputs = world.run("transform").args("inspect --sql").arg(sql).ok();
    let expected = json!({
        "a": 1, "a_1": 2, "n": null, "b": true, "d": "12345678901234567890.1",
        "s": {"rate": 1.1378, "of": null}, "m": {"k": 1}, "l": [1, null], "i": "1 year 2 months",
    });
    assert_eq!((&outputs["rows"][0], &outputs["columns"][1]), (&expected, &json!("a_1")));
    let story = world.run("transform").args("explain EUR/USD").ok();
    let verdict =
        story["story"].as_array().expect("a list").iter().find(|section| section["title"] == "Verdict of USD");
    let verdict = &verdict.expect("there is a verdict")["rows"][0];
    assert!(verdict["deviation_pct"].is_null() && verdict["suspects"].is_array(), "{verdict}");
}

#[test]
fn a_spreadsheet_gets_all_rows_and_nothing_else() {
    let world = with_silver();
    let sql = "select currency, rate, witnesses from validated_rates where currency in ('JPY', 'USD') order by all";
    let csv = world.run("transform").args("inspect --format csv --sql").arg(sql).outcome();
    assert_eq!(csv.stdout, "currency,rate,witnesses\r\nJPY,178.5,[ECB]\r\nUSD,1.1378,[ECB]\r\n");
    let many = "select range as n, 'a \"b\", c' as text, null as nothing from range(50)";
    let csv = world.run("transform").args("inspect --format csv --sql").arg(many).outcome();
    assert_eq!(
        (csv.code, csv.stdout.lines().count(), csv.stdout.lines().nth(1)),
        (Some(0), 51, Some("0,\"a \"\"b\"\", c\","))
    );
    let few = world.run("transform").args("inspect --format csv --limit 3 --sql").arg(many).outcome();
    assert_eq!(few.stdout.lines().count(), 4);
    let story = world.run("transform").args("explain EUR/USD --format csv").outcome();
    assert!(
        story.stdout.starts_with("section,row,column,value\r\nWitnesses of USD,1,witness,ECB\r\n"),
        "{}",
        story.stdout
    );
    for (tool, command) in [("transform", "quality"), ("sync-dynamodb", "get EUR/USD"), ("quota-gate", "check")] {
        let refused = world.run(tool).args(command).args("--format csv").outcome();
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{command}");
        assert!(refused.error().contains("--format csv is for rows"), "{}", refused.error());
    }
}

#[test]
fn json_is_short_for_its_format() {
    let world = with_silver();
    let of = |flags: &str| world.run("transform").args("inspect").args(flags).env("MAKERATES_FORMAT", "text").outcome();
    assert_eq!(of("--json").stdout, of("--format json").stdout);
    assert!(of("--json").stdout.starts_with('{'));
    assert!(of("--json --nonsense").expect(2)["reason"].is_string(), "failures too");
}

#[test]
fn the_list_of_tables_has_them_all_with_a_word_on_each() {
    let world = with_silver();
    let rows = world.run("transform").args("inspect").ok()["rows"].clone();
    let rows = rows.as_array().expect("a list");
    assert_eq!((&rows[0]["table"], &rows[0]["rows"].is_u64()), (&json!("silver.latest_rates"), &true));
    for table in ["silver.aligned", "silver.pair_legs", "bronze.settings"] {
        assert!(rows.iter().any(|row| row["table"] == table), "{table}");
    }
    for row in rows {
        let holds = row["holds"].as_str().unwrap_or_default();
        assert!((10..200).contains(&holds.len()), "{row}");
    }
}

#[test]
fn what_is_left_out_is_told() {
    let world = with_silver();
    let outputs = world.run("transform").args("inspect --sql").arg("from range(30)").ok();
    assert_eq!((&outputs["total"], &outputs["reason"]), (&json!(30), &json!("20 of 30 rows; --limit shows more")));
    let text = world.run("transform").args("inspect --format text --sql").arg("select repeat('x', 500) as x").outcome();
    assert!(text.stdout.contains("xx… ") && text.stdout.contains("what ends in … is longer"), "{}", text.stdout);
    assert!(!text.stdout.contains(&"x".repeat(201)));
}

/// DuckDB's own types, those too that its library can't read.
#[test]
fn no_type_ends_a_run_with_a_panic() {
    let world = with_silver();
    let sql = "select column_name from (describe select * from test_all_types())";
    for column in world.query(sql) {
        let _case = in_case(&column);
        let run = world.run("transform").args("inspect --sql");
        let outcome = run.arg(format!("select \"{column}\" from test_all_types()")).outcome();
        assert!(matches!(outcome.code, Some(0 | 2)), "{}", outcome.stderr);
        if outcome.code == Some(2) {
            assert!(outcome.error().contains("::varchar"), "{}", outcome.stderr);
        }
    }
}

/// `copy … to` writes a file whatever the database allows.
#[test]
fn a_query_writes_nothing_and_reads_no_other_file() {
    let world = with_silver();
    let before = names(&world);
    for sql in [
        "copy (select 1) to 'written.csv'",
        "-- all of it\n/* to a file */ COPY (select 1) to 'written.csv'",
        "copy silver.observations to 'written.parquet' (format parquet)",
        "export database 'written'",
        "attach 'written.duckdb' (read_only false)",
        "select 1; copy (select 1) to 'written.csv'; select 2",
        "delete from silver.observations",
        "create table silver.mine as select 1",
        "install spatial",
        "set enable_external_access = true",
        "select * from read_text('/etc/passwd')",
    ] {
        let _case = in_case(sql);
        let outcome = world.run("transform").args("inspect --sql").arg(sql).outcome();
        assert_eq!(outcome.expect(2)["rows"], Value::Null);
        assert!(outcome.error().contains("the query failed"), "{}", outcome.stderr);
        let is_writing = sql.starts_with("copy") || sql.starts_with("export") || sql.contains("COPY");
        assert_eq!(outcome.error().contains("--format csv > FILE"), is_writing, "{}", outcome.stderr);
    }
    assert_eq!(names(&world), before);
    assert!(fs::read_dir(world.home()).expect("it can be listed").count() > 0);
}

fn names(world: &World) -> Vec<String> {
    world.files("").into_iter().map(|(name, _)| name).filter(|name| !name.contains("dynamodb.sqlite")).collect()
}
