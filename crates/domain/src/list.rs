//! The lists of facts (`*.csv`): a line of names, then one fact a line, its columns parted by commas, none of them quoted.
//!
//! The texts are fixed when this is compiled, and tests prove that no line of them is dropped: no input can make one fail.

use std::str::FromStr;

/// The rows of a list, in its order. A line that has other columns, or of which `row` makes nothing, is left out.
pub(crate) fn rows<const N: usize, T>(csv: &'static str, row: fn([&'static str; N]) -> Option<T>) -> Vec<T> {
    csv.lines().skip(1).filter_map(|line| row(columns(line)?)).collect()
}

fn columns<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    line.split(',').collect::<Vec<_>>().try_into().ok()
}

/// An empty column is a value that is absent: `Some(None)`. A malformed one is `None`.
#[allow(clippy::option_option)]
pub(crate) fn optional<T: FromStr>(column: &str) -> Option<Option<T>> {
    if column.is_empty() {
        return Some(None);
    }
    column.parse().ok().map(Some)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use super::*;
    use crate::dates::RateDate;
    use crate::dates::tests::day;

    /// Who says so, of one row: its last three columns.
    pub(crate) struct Provenance {
        pub(crate) confirmed: &'static str,
        pub(crate) checked: Option<RateDate>,
        pub(crate) authority: &'static str,
    }

    /// Fails on the first line that is no row, by its text.
    pub(crate) fn assert_read_whole<const N: usize, T>(
        csv: &'static str,
        header: &str,
        row: fn([&'static str; N]) -> Option<T>,
    ) {
        let mut lines = csv.lines();
        assert_eq!(lines.next(), Some(header));
        for line in lines.clone() {
            assert!(columns(line).and_then(row).is_some(), "malformed: {line}");
        }
        assert_eq!(rows(csv, row).len(), lines.count());
    }

    /// Every row's provenance: how it is confirmed is one of three words, and who is named was looked up.
    pub(crate) fn provenance(csv: &'static str) -> Vec<Provenance> {
        let of_line = |line: &'static str| {
            let mut columns = line.rsplitn(4, ',');
            let [authority, checked, confirmed] = [(); 3].map(|()| columns.next().unwrap());
            let checked: Option<RateDate> = optional(checked).unwrap_or_else(|| panic!("no day: {line}"));
            assert!(["measured", "reported", "unconfirmed"].contains(&confirmed), "{line}");
            assert_eq!(checked.is_some(), !authority.is_empty(), "{line}");
            assert!(checked.is_none_or(|checked| checked >= day("2026-11-28")), "{line}");
            assert!(confirmed != "reported" || !authority.is_empty(), "reported by whom? {line}");
            Provenance { confirmed, checked, authority }
        };
        csv.lines().skip(1).map(of_line).collect()
    }

    #[test]
    fn a_line_that_is_no_row_is_left_out() {
        let list = "name,count\none,1\ntwo\nthree,3,3\nfour,many\nfive,\n";
        let row = |[name, count]: [&'static str; 2]| Some((name, optional::<u8>(count)?));
        assert_eq!(rows(list, row), [("one", Some(1)), ("five", None)]);
    }
}
