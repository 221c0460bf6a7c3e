use super::given;
use super::given::Given;

/// A weekend, restatements, faults, a conflict, a holiday and a retired currency.
fn eventful() -> Given {
    given(
        "2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811 JPY=163.45 MXN=17.9179
         2024-04-02T06:00:00Z API 2024-04-02 EUR=0.93170036 JPY=151.70122986 MXN=16.61397102 AED=3.6725
         2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7 GBP=0
         2026-09-26T06:00:00Z API 2026-09-26 EUR=0.87786534 JPY=157.2951858 MXN=17.68127668
         2026-09-27T06:00:00Z API 2026-09-27 EUR=0.87780652 JPY=157.29499765 QQQ=1.5
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1387 JPY=178.5 MXN=20.2133 GBP=0
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5 MXN=20.2133 GBP=0
         2026-09-28T15:20:00Z ECB 2026-09-28 USD=1.1387 JPY=178.5 MXN=20.2133 GBP=0
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 MXN=18.00541451 SLL=22914.86806949",
    )
}

#[test]
fn the_same_bronze_makes_the_same_silver() {
    assert_eq!(eventful().silver().export(), eventful().silver().export());
}

#[test]
fn the_order_in_which_answers_are_read_does_not_matter() {
    assert_eq!(eventful().silver().export(), eventful().reversed().silver().export());
}
