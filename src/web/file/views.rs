//! What pages show of files.

use askama::Template;

use crate::file::File;

/// A file that was uploaded and not sent yet.
#[derive(Template)]
#[template(path = "fragments/chosen_file.html")]
pub struct ChosenFile {
    pub file: File,
}
