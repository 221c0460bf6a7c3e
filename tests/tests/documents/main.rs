//! What the documents say is what the tools say: their commands exist, and what they quote is what comes.

mod commands;
mod quotes;
mod signals;

use makerates_tests::executables::root;
use std::fs;
use std::path::PathBuf;

const TOOLS: [&str; 5] = ["quota-gate", "extract-frankfurter", "extract-exchangerate", "transform", "sync-dynamodb"];

/// The pages that show commands: the readme, and all below `docs`.
fn pages() -> Vec<(String, String)> {
    let folder = fs::read_dir(root().join("docs")).expect("the folder can be listed");
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry can be read").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.push(root().join("README.md"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a page has a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("a page can be read"))
    };
    paths.into_iter().map(read).collect()
}

/// The blocks of a page that are fenced as this language, without their fences.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).filter_map(|rest| rest.split_once("```").map(|(block, _)| block)).collect()
}
