use super::*;
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

const ECB: &str = "Date,USD,AUD\n1999-01-04,1.1789,\n1999-01-05,1.179,1.8944\n";
const BOC: &str =
    "rate_date,currency,cad_per_unit\n2024-06-28,USD,1.3687\n2024-06-28,EUR,1.4659\n2024-07-02,EUR,1.4705\n";
const MARKET: &str = "date,currency,rate_per_usd\n2024-03-02,USD,1\n2024-03-02,AED,3.6725\n2024-03-04,AED,3.67\n";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("memory takes every byte");
    encoder.finish().expect("memory takes every byte")
}

fn load(ecb: &[u8], boc: &[u8], market: &[u8]) -> Result<Recordings, DataError> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    std::fs::write(folder.path().join("ecb_eur.csv.gz"), ecb).expect("a file for the test");
    std::fs::write(folder.path().join("boc_cad.csv.gz"), boc).expect("a file for the test");
    std::fs::write(folder.path().join("market_usd.csv.gz"), market).expect("a file for the test");
    Recordings::load(folder.path())
}

fn complaint(ecb: &str, boc: &str, market: &str) -> String {
    load(&gzip(ecb), &gzip(boc), &gzip(market)).expect_err("the recording is broken").to_string()
}

#[test]
fn keeps_digits_and_leaves_out_what_was_not_published() {
    let data = load(&gzip(ECB), &gzip(BOC), &gzip(MARKET)).expect("all files are sound");
    assert_eq!(data.ecb[0].rates, [Rate { currency: "USD".into(), digits: "1.1789".into() }]);
    assert_eq!(&*data.ecb[1].rates[0].currency, "AUD", "alphabetical");
    assert_eq!(&*data.ecb[1].rates[1].digits, "1.179");
    assert_eq!(&*data.boc[0].rates[0].digits, "1.4659", "alphabetical");
    assert_eq!(data.boc.iter().map(|day| day.rates.len()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(data.market.iter().map(|day| day.rates.len()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn says_where_a_row_is_broken() {
    assert!(
        complaint(&ECB.replace("1.8944", "NaN"), BOC, MARKET).ends_with("line 3: \"NaN\" is no positive plain decimal")
    );
    assert!(complaint(&ECB.replace("01-05", "13-05"), BOC, MARKET).ends_with("line 3: \"1999-13-05\" is no date"));
    assert!(complaint(&ECB.replace("01-05", "01-03"), BOC, MARKET).contains("1999-01-03 comes after 1999-01-04"));
    assert!(complaint(ECB, &BOC.replace("07-02", "06-27"), MARKET).contains("2024-06-27 comes after 2024-06-28"));
}

#[test]
fn refuses_other_columns_and_empty_files() {
    assert!(complaint("day,USD\n", BOC, MARKET).contains("columns day,USD, expected Date"));
    assert!(complaint(ECB, MARKET, MARKET).contains("expected rate_date,currency,cad_per_unit"));
    assert!(complaint(ECB, BOC, "date,currency,rate\n").contains("expected date,currency,rate_per_usd"));
    assert!(complaint("Date,USD\n", BOC, MARKET).ends_with("has no rates"));
}

#[test]
fn refuses_a_file_that_is_cut_off() {
    let whole = gzip(ECB);
    let error = load(&whole[..whole.len() / 2], &gzip(BOC), &gzip(MARKET)).expect_err("half a file");
    assert!(matches!(error, DataError::Unreadable { .. }), "{error}");
}

#[test]
fn names_the_file_that_is_missing() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let error = Recordings::load(folder.path()).expect_err("the folder is empty").to_string();
    assert!(error.contains("ecb_eur.csv.gz") && error.contains("--data"), "{error}");
}

#[test]
fn knows_what_may_be_copied_into_json() {
    for good in ["1", "0.5", "372274", "1.10"] {
        assert!(is_positive_json_decimal(good), "{good}");
    }
    for bad in ["", "0", "0.0", "01", ".5", "1.", "-1", "+1", "1e3", "NaN", "1,5", "1.2.3"] {
        assert!(!is_positive_json_decimal(bad), "{bad}");
    }
}
