//! Medians: of a few values that are at hand.

/// The median; none of nothing. The values are put in order.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    median_of_sorted(values)
}

/// The median of values in their order; none of nothing.
pub(crate) fn median_of_sorted(values: &[f64]) -> Option<f64> {
    let half = values.len() / 2;
    match values {
        [] => None,
        _ if values.len() % 2 == 1 => Some(values[half]),
        _ => Some(f64::midpoint(values[half - 1], values[half])),
    }
}

/// The median of values in their order, without one of them; none of nothing.
pub(crate) fn median_without(sorted: &[f64], value: f64) -> Option<f64> {
    let place = sorted.partition_point(|other| *other < value);
    let other = |index: usize| sorted.get(index + usize::from(index >= place)).copied();
    let count = sorted.len().checked_sub(1).filter(|count| *count > 0)?;
    let upper = other(count / 2)?;
    if count % 2 == 1 { Some(upper) } else { Some(f64::midpoint(other(count / 2 - 1)?, upper)) }
}

/// The median of the distances from the median; none of nothing.
pub(crate) fn median_absolute_deviation(values: &[f64], middle: f64) -> Option<f64> {
    median(&mut values.iter().map(|value| (value - middle).abs()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [3.0, 1.0, 2.0, 10.0]), Some(2.5));
        assert_eq!(median_without(&[1.0], 1.0), None);
        assert_eq!(median_without(&[1.0, 2.0], 1.0), Some(2.0));
        assert_eq!([1.0, 2.0, 4.0].map(|value| median_without(&[1.0, 2.0, 4.0], value)), [3.0, 2.5, 1.5].map(Some));
        assert_eq!(median_without(&[1.0, 2.0, 2.0, 10.0], 2.0), Some(2.0));
        assert_eq!(median_absolute_deviation(&[1.0, 2.0, 3.0, 10.0], 2.5), Some(1.0));
    }
}
