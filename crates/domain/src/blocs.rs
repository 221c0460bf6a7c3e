//! Which region's market a currency trades with.
//!
//! Currencies of one region move together: when many of one bloc move, that says less than when
//! three blocs do. The regions are geography, with Russia, Belarus and Turkey in Europe, the
//! Caucasus and Central Asia in Asia, and the Caribbean in the Americas; a currency that is held
//! one to one to another is in that one's bloc, wherever its islands lie (SHP).

use crate::currency::CurrencyCode;

const EUROPE: &str = "\
    ADP ALL ATS BAM BEF BGL BGN BYB BYN BYR CHF CSD CYP CZK DEM DKK EEK ESP EUR FIM FKP FOK \
    FRF GBP GGP GIP GRD HRK HUF IEP IMP ISK ITL JEP LTL LUF LVL MDL MKD MTL NLG NOK PLN PTE \
    ROL RON RSD RUB RUR SEK SHP SIT SKK TRL TRY UAH YUM";

const ASIA: &str = "\
    AFA AFN AMD AYM AZM AZN BDT BND BTN CNH CNY GEL HKD IDR INR JPY KGS KHR KPW KRW KZT LAK \
    LKR MMK MNT MOP MVR MYR NPR PHP PKR SGD THB TJR TJS TMM TMT TPE TWD UZS VND";

const AMERICAS: &str = "\
    ANG ARS AWG BBD BMD BOB BRL BSD BZD CAD CLP COP CRC CUC CUP DOP ECS GTQ GYD HNL HTG JMD \
    KYD MXN NIO PAB PEN PYG SRD SRG SVC TTD USD UYU VEB VED VEF VES XCD XCG";

const AFRICA_MIDDLE_EAST: &str = "\
    AED AOA AON AOR BHD BIF BWP CDF CVE DJF DZD EGP ERN ETB GHC GHP GHS GMD GNF ILS IQD IRR \
    JOD KES KMF KWD LBP LRD LSL LYD MAD MGA MGF MRO MRU MUR MWK MZM MZN NAD NGN OMR QAR RWF \
    SAR SCR SDD SDG SLE SLL SOS SSP STD STN SYP SZL TND TZS UGX XAF XOF YER ZAR ZMK ZMW ZRN \
    ZWD ZWG ZWL ZWN ZWR";

const OCEANIA: &str = "\
    AUD FJD KID NZD PGK SBD TOP TVD VUV WST XPF";

const BLOCS: [(&str, &str); 5] = [
    ("europe", EUROPE),
    ("asia", ASIA),
    ("americas", AMERICAS),
    ("africa_middle_east", AFRICA_MIDDLE_EAST),
    ("oceania", OCEANIA),
];

/// The bloc of a currency that no region has: metals, baskets, funds, codes that are not listed.
const OTHER: &str = "other";

/// The bloc of `code`: `europe`, `asia`, `americas`, `africa_middle_east`, `oceania` or `other`.
#[must_use]
pub fn bloc(code: CurrencyCode) -> &'static str {
    let is_in = |codes: &str| codes.split(' ').any(|listed| listed == code.as_str());
    let found = BLOCS.iter().find(|(_, codes)| is_in(codes));
    found.map_or(OTHER, |&(name, _)| name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use rust_decimal::Decimal;

    use super::*;
    use crate::iso4217::{self, CurrencyKind};
    use crate::pegs;
    use crate::recorded;

    fn bloc_of(code: &str) -> &'static str {
        bloc(code.parse().unwrap())
    }

    #[test]
    fn every_money_has_a_bloc_and_nothing_else_has() {
        for currency in iso4217::all() {
            let is_money = currency.kind != CurrencyKind::FundOrMetal;
            assert_eq!(bloc(currency.code) != OTHER, is_money, "{}", currency.code);
        }
    }

    #[test]
    fn each_bloc_is_sorted_and_no_code_is_unlisted_or_in_two() {
        let mut seen = BTreeSet::new();
        for (name, codes) in BLOCS {
            assert!(codes.split(' ').is_sorted(), "{name}");
            for code in codes.split(' ') {
                assert!(iso4217::listing(code.parse().unwrap()).is_some(), "{code}");
                assert!(seen.insert(code), "{code}");
            }
        }
    }

    #[test]
    fn one_to_one_with_another_is_its_bloc() {
        for peg in pegs::all().filter(|peg| [peg.low, peg.high] == [Decimal::ONE; 2]) {
            assert_eq!(bloc(peg.currency), bloc(peg.anchor), "{}", peg.currency);
        }
    }

    #[test]
    fn the_ecbs_currencies_come_from_all_five_blocs() {
        let blocs: BTreeSet<_> = recorded::ecb().iter().map(|rate| bloc(rate.currency)).collect();
        assert!(blocs.iter().eq(["africa_middle_east", "americas", "asia", "europe", "oceania"].iter()), "{blocs:?}");
    }

    #[test]
    fn the_blocs_of_some_codes() {
        let known = [
            ("CHF", "europe"),
            ("TRY", "europe"),
            ("SHP", "europe"),
            ("GEL", "asia"),
            ("USD", "americas"),
            ("ILS", "africa_middle_east"),
            ("XPF", "oceania"),
            ("XDR", "other"),
            ("XAU", "other"),
            ("QQQ", "other"),
        ];
        for (code, name) in known {
            assert_eq!(bloc_of(code), name, "{code}");
        }
    }
}
