//! Chance that comes out the same from the same seed, on every machine and with every version of any library.

/// A generator of pseudo-random numbers: `SplitMix64` (Steele, Lea, Flood 2014). Nothing secret hangs on it.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice for a purpose: the same seed and the same words give the same throws.
    pub fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a over the words, so that two purposes of one seed have nothing in common.
        let hash = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(seed ^ hash)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count`; 0 when there is none.
    fn below(&mut self, count: usize) -> usize {
        // Modulo favours small numbers by less than 1 in 10^14 for the counts here.
        let below = self.next().checked_rem(count as u64).unwrap_or_default();
        usize::try_from(below).unwrap_or_default()
    }

    /// Any order of them.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            [(); 5].map(|()| dice.below(1_000))
        };
        assert_eq!(throws(1, "a"), throws(1, "a"));
        assert_ne!(throws(1, "a"), throws(1, "b"));
        assert_ne!(throws(1, "a"), throws(2, "a"));
    }

    #[test]
    fn every_item_can_come_first() {
        let mut dice = Dice::new(7, "order");
        let mut firsts = [0_u32; 4];
        for _ in 0..400 {
            let mut items = [0_usize, 1, 2, 3];
            dice.shuffle(&mut items);
            firsts[items[0]] += 1;
        }
        assert!(firsts.iter().all(|count| (60..140).contains(count)), "{firsts:?}");
    }
}
