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

/// The same as a density. Its power of two and a half is a square and a square root: no logarithm is needed, nor its inverse.
pub(crate) fn density(deviation: f64, spread: f64) -> f64 {
    let ratio = deviation / spread;
    let base = 1.0 + ratio * ratio / DEGREES_OF_FREEDOM;
    AT_CENTRE / (spread * base * base * base.sqrt())
}

/// So many densities have a product that a float can hold, as long as each is above 1e-4 and below 1e4.
const FACTORS: usize = 64;

/// The logarithm of the product of densities.
pub(crate) fn log_of_product(densities: &[f64]) -> f64 {
    densities.chunks(FACTORS).map(|densities| densities.iter().product::<f64>().ln()).sum()
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

    #[test]
    fn a_density_is_what_its_logarithm_says() {
        for (deviation, spread) in [(0.0, 0.1), (0.3, 0.1), (5.0, 0.2), (80.0, 3.0)] {
            let by_logarithm = AT_CENTRE * log_likelihood(deviation, spread).exp();
            assert!((density(deviation, spread) / by_logarithm - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_product_of_many_densities_has_a_logarithm() {
        assert!((log_of_product(&[0.02; 1_000]) - 1_000.0 * 0.02_f64.ln()).abs() < 1e-8, "as a product it is 0");
        assert!(log_of_product(&[]).abs() < 1e-12);
    }
}
