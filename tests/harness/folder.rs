//! Temporary folders, all below one per test process that the reaper removes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
    let name = format!("natter-test-{}", uuid::Uuid::new_v4().simple());
    let root = std::env::temp_dir().join(name);
    fs::create_dir(&root).unwrap();
    // PostgreSQL runs as another user when the tests run as root.
    fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
    root
});

static NEXT: AtomicUsize = AtomicUsize::new(1);

/// The folder of this test process.
pub fn root() -> &'static Path {
    &ROOT
}

/// A new, empty folder.
pub fn fresh(name: &str) -> PathBuf {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = root().join(format!("{name}-{number}"));
    fs::create_dir(&folder).unwrap();
    folder
}
