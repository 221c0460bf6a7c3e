//! How likely a deviation is for what usually deviates by so much.

/// Degrees of freedom of Student's t. Rates have tails far heavier than the normal distribution's, and four is where
/// estimates of daily exchange rates lie (Bollerslev 1987, Review of Economics and Statistics 69, 542-547).
pub(crate) const DEGREES_OF_FREEDOM: f64 = 4.0;

/// The logarithm of the density of Student's t, up to a constant.
pub(crate) fn log_likelihood(deviation: f64, spread: f64) -> f64 {
    let ratio = deviation / spread;
    -(DEGREES_OF_FREEDOM + 1.0) / 2.0 * (1.0 + ratio * ratio / DEGREES_OF_FREEDOM).ln() - spread.ln()
}

/// The density of Student's t with four degrees of freedom is 3/8 at its centre.
const AT_CENTRE: f64 = 0.375;

/// What a logarithm of [`log_likelihood`] is as a density.
pub(crate) fn density(log_likelihood: f64) -> f64 {
    AT_CENTRE * log_likelihood.exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unusual_is_unlikely_but_never_impossible() {
        let odds = |deviation| (log_likelihood(deviation, 1.0) - log_likelihood(0.0, 1.0)).exp();
        assert!((odds(2.0) - 2.0_f64.powf(-2.5)).abs() < 1e-12);
        assert!(odds(10.0) > 1e-4, "a normal distribution would say 2e-22");
        assert!(log_likelihood(1.0, 1.0) > log_likelihood(1.0, 3.0), "a wide spread explains everything a little");
    }
}
