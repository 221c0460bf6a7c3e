//! Whose a rate is: what the keys of a panel name, and what names nobody.

use super::*;

#[test]
fn another_table_of_a_bank_is_no_second_witness() {
    let both = record("2024-07-01", "USD", &[("NBP", "2024-07-01", "1.0714"), ("NBP.B", "2024-06-26", "1.08")]);
    let only = record("2024-07-01", "AFN", &[("NBP.B", "2024-06-26", "76.1")]);
    let expected = ["NBP 2024-06-26 AFN 76.1 carried", "NBP 2024-07-01 USD 1.0714"];
    assert_eq!(panel(&format!("[{only},{both}]")).unwrap(), expected);
}

#[test]
fn two_tables_of_a_bank_are_one_witness_and_neither_is_believed_where_they_speak_of_the_same() {
    let record = |quote: &str, entries: &[_]| record("2024-07-01", quote, entries);
    let both = record("AFN", &[("NBP.B", "2024-07-01", "76.1"), ("NBP.C", "2024-07-01", "77.9")]);
    let one = record("BIF", &[("NBP.B", "2024-07-01", "3080")]);
    let duplicate = "NBP 2024-07-01 AFN duplicate_currency";
    assert_eq!(panel(&format!("[{both},{one}]")).unwrap(), [duplicate, duplicate, "NBP 2024-07-01 BIF 3080"]);
    let main = [("NBP.B", "2024-07-01", "76.1"), ("NBP", "2024-07-01", "76.2"), ("NBP.C", "2024-07-01", "77.9")];
    assert_eq!(panel(&format!("[{}]", record("AFN", &main))).unwrap(), ["NBP 2024-07-01 AFN 76.2"]);
}

#[test]
fn a_key_of_a_dot_and_a_letter_names_no_bank() {
    let good = ("NBP", "2024-07-01", "1.0714");
    let unnamed = "unnamed 2024-07-01 USD unnamed_bank";
    for key in [".B", ".", "..B", ".NBP"] {
        let beside = record("2024-07-01", "USD", &[(key, "2024-07-01", "1.08"), good]);
        assert_eq!(panel(&format!("[{beside}]")).unwrap(), ["NBP 2024-07-01 USD 1.0714", unnamed], "{key}");
    }
    let letter = record("2024-07-01", "USD", &[("B.", "2024-07-01", "1.08"), good]);
    let two = ["B 2024-07-01 USD 1.08", "NBP 2024-07-01 USD 1.0714"];
    assert_eq!(panel(&format!("[{letter}]")).unwrap(), two, "who is named before the dot is");
    let alone = r#"{"date":"2024-07-01","base":"EUR","quote":"USD","rate":1.07,"providers":[".B",""]}"#;
    assert_eq!(panel(&format!("[{alone}]")), Err(AnswerFault::NoUsableRate), "nor is one named alone");
}

#[test]
fn banks_that_are_named_alone_are_an_answer_without_a_witness() {
    let named = r#"{"date":"2024-07-01","base":"EUR","quote":"USD","rate":1.07,"providers":["BOC","ECB"]}"#;
    let base = r#"{"date":"2024-07-01","base":"EUR","quote":"EUR","rate":1.0}"#;
    assert_eq!(panel(&format!("[{base},{named}]")), Ok(Vec::new()));
    let wrong = named.replace(r#"["BOC","ECB"]"#, "[1,2]");
    assert_eq!(panel(&format!("[{wrong}]")), Err(AnswerFault::NoUsableRate));
    assert_eq!(panel(&format!("[{base}]")), Err(AnswerFault::EmptyRates), "nor are they named there");
}

/// Each bank's rates, divided by its own euro: under the dollar's name they are rates for one euro.
#[test]
fn a_panel_whose_banks_all_have_one_euro_for_one_dollar_is_for_the_euro() {
    let euro = |rates: [&str; 3]| {
        let entries =
            [("BOC", rates[0]), ("CBC", rates[1]), ("NBP", rates[2])].map(|(key, rate)| (key, "2024-07-01", rate));
        record("2024-07-01", "EUR", &entries).replace(r#""base":"EUR""#, r#""base":"USD""#)
    };
    let refused = panel(&format!("[{}]", euro(["1", "1.0", "1.00000"])));
    assert_eq!(refused, Err(AnswerFault::WrongBase { found: "EUR".into(), expected: CurrencyCode::USD }));
    assert_eq!(panel(&format!("[{}]", euro(["1", "0.99981", "1.0002"]))).map(|lines| lines.len()), Ok(3), "at parity");
}
