//! The scripts as they are served: shorter than they were written.

use std::fs;

use crate::journey::Journey;

#[tokio::test]
async fn a_browser_can_read_every_script() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let folder = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/static/js")).unwrap();
    let names: Vec<_> =
        folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() > 20, "{names:?}");
    let reads = format!(
        "Promise.all({names:?}.map(name => \
             import(new URL(name, document.querySelector('script[src$=\"app.js\"]').src))))\
         .then(() => window.read = 'all', error => window.read = String(error)), true"
    );
    ada.knows::<bool>(&reads).await;
    ada.expects("window.read").await;
    assert_eq!(ada.knows::<String>("window.read").await, "all");
}
