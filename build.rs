//! Content and decks are built into the program: when they change, it is built anew.

fn main() {
    for folder in ["content", "decks"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
