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
        let receipts = self.files("bronze/receipts");
        receipts.iter().filter(|(name, _)| !name.contains("/.")).map(read).collect()
    }

    /// How many receipts there are, while runs write more: none of them is read.
    ///
    /// # Panics
    /// When the folder can't be listed.
    #[must_use]
    pub fn receipts_written(&self) -> usize {
        let mut count = 0;
        let mut folders = vec![self.home().join("bronze/receipts")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("the folder can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "json") {
                    count += 1;
                }
            }
        }
        count
    }

    /// The files of home, by path, that hold a text anywhere in their bytes or their name.
    #[must_use]
    pub fn files_with(&self, text: &str) -> Vec<String> {
        let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        let files = self.files("").into_iter().filter(|(name, bytes)| name.contains(text) || holds(bytes));
        files.map(|(name, _)| name).collect()
    }
}
