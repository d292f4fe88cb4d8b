//! Stylesheets, scripts and pictures, embedded in the binary.
//!
//! They are served under one folder named after the fingerprint of all of
//! them, so a stylesheet or script may refer to its neighbours by relative
//! paths and everything may be cached for ever.

use std::sync::Arc;

use axum::Router;
use memory_serve::{CacheControl, MemoryServe};

use crate::secret;

/// The way to the assets.
#[derive(Debug, Clone)]
pub struct Assets {
    folder: Arc<str>,
}

impl Assets {
    pub fn embedded() -> Self {
        let manifest = embedded().enable_hashed_routes(true).manifest();
        let mut routes: Vec<&str> = manifest.iter().map(|(_, hashed)| hashed).collect();
        routes.sort_unstable();
        let fingerprint = secret::hex(routes.join("\n"));
        Self { folder: format!("/static/{}", &fingerprint[..16]).into() }
    }

    /// The URL of a file below `static/`, like `css/base.css`.
    pub fn url(&self, file: &str) -> String {
        format!("{}/{file}", self.folder)
    }

    /// The fingerprint for what is not embedded but changes with a release.
    pub fn fingerprint(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or_default()
    }

    /// Serves the files. To be called once: the library keeps them for ever.
    pub(super) fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let files = embedded().index_file(None).cache_control(CacheControl::Long);
        Router::new().nest(&self.folder, files.into_router())
    }
}

fn embedded() -> MemoryServe {
    memory_serve::load!()
}
