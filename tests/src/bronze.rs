//! What lies in a world's bronze.

use crate::world::World;
use serde_json::Value;

impl World {
    /// Every receipt, in the order of names.
    ///
    /// # Panics
    /// When a receipt is no JSON.
    #[must_use]
    pub fn receipts(&self) -> Vec<Value> {
        let read = |(name, bytes): &(String, Vec<u8>)| {
            serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        self.files("bronze/receipts").iter().map(read).collect()
    }

    /// The files of home, by path, that hold a text anywhere in their bytes or their name.
    #[must_use]
    pub fn files_with(&self, text: &str) -> Vec<String> {
        let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        let files = self.files("").into_iter().filter(|(name, bytes)| name.contains(text) || holds(bytes));
        files.map(|(name, _)| name).collect()
    }
}
