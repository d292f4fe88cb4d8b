//! Embeds `static/` into the binary, compressed, in every profile: the tests
//! serve the very bytes that a release serves.

fn main() {
    memory_serve::load_directory("./static");
}
