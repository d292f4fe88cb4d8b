//! Programs that come from a registry.

use tokio::process::Command;

const INSTALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/install");

/// The folder of those in `tests/{name}/requirements.txt`, which are installed the
/// first time, with the environment as it is: it may say where the registry is.
pub async fn installed(name: &str) -> String {
    let output = Command::new(INSTALL).arg(name).output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} could not be installed: {said}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
