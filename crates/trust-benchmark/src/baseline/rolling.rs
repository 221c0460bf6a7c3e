//! The usual size of what was seen lately.

use std::collections::VecDeque;

/// Makes a median of absolute values the standard deviation of a normal distribution.
const TO_DEVIATION: f64 = 1.4826;

/// Fewer values tell nothing of what is usual.
const VALUES_MIN: usize = 20;

/// The last absolute values, in order of time and of size.
#[derive(Debug)]
pub struct Rolling {
    length: usize,
    by_time: VecDeque<f64>,
    by_size: Vec<f64>,
}

impl Rolling {
    /// Keeps so many values.
    pub fn new(length: usize) -> Self {
        Self { length, by_time: VecDeque::new(), by_size: Vec::new() }
    }

    /// Takes one more, and forgets the oldest beyond the length.
    pub fn push(&mut self, value: f64) {
        let size = value.abs();
        self.by_time.push_back(size);
        self.by_size.insert(self.place(size), size);
        if self.by_time.len() > self.length
            && let Some(oldest) = self.by_time.pop_front()
        {
            self.by_size.remove(self.place(oldest));
        }
    }

    /// The robust scale; none of too few values.
    pub fn scale(&self) -> Option<f64> {
        (self.by_size.len() >= VALUES_MIN).then(|| TO_DEVIATION * median_of_sorted(&self.by_size))
    }

    fn place(&self, size: f64) -> usize {
        self.by_size.partition_point(|other| *other < size)
    }
}

/// The median; 0 of nothing.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    median_of_sorted(values)
}

fn median_of_sorted(values: &[f64]) -> f64 {
    let half = values.len() / 2;
    match values {
        [] => 0.0,
        _ if values.len() % 2 == 1 => values[half],
        _ => f64::midpoint(values[half - 1], values[half]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_of_the_last_values() {
        let mut rolling = Rolling::new(20);
        for _ in 0..19 {
            rolling.push(-9.0);
        }
        assert_eq!(rolling.scale(), None);
        for _ in 0..20 {
            rolling.push(1.0);
        }
        assert_eq!(rolling.scale(), Some(TO_DEVIATION));
        let sorted_median = median(&mut [3.0, 1.0, 2.0, 10.0]);
        assert!((sorted_median - 2.5).abs() < 1e-12);
    }
}
