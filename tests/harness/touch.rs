//! What a finger does on a screen that is touched.

use chromiumoxide::types::{Command, Method, MethodId};
use serde::Serialize;
use serde_json::Value;

use super::browser::{Window, quoted};

/// One event of a touch. The one of the library leaves out the list when it is
/// empty, as it has to be at the end.
#[derive(Debug, Serialize)]
struct Touch {
    r#type: &'static str,
    #[serde(rename = "touchPoints")]
    points: Vec<Place>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Place {
    x: f64,
    y: f64,
}

impl Method for Touch {
    fn identifier(&self) -> MethodId {
        "Input.dispatchTouchEvent".into()
    }
}

impl Command for Touch {
    type Response = Value;
}

impl Window {
    async fn touch(&self, r#type: &'static str, points: Vec<Place>) {
        self.tab.execute(Touch { r#type, points }).await.unwrap();
    }

    /// A finger goes down on the middle of it, moves so far, and is lifted.
    pub async fn drags(&self, selector: &str, right: f64, down: f64) {
        let begin = self.puts_a_finger_on(selector).await;
        for step in (1..=8).map(|step| f64::from(step) / 8.0) {
            let place = Place { x: begin.x + right * step, y: begin.y + down * step };
            self.touch("touchMove", vec![place]).await;
        }
        self.touch("touchEnd", vec![]).await;
    }

    /// A finger stays on it until this is true.
    pub async fn holds(&self, selector: &str, until: &str) {
        self.puts_a_finger_on(selector).await;
        self.expects(until).await;
        self.touch("touchEnd", vec![]).await;
    }

    pub async fn taps(&self, selector: &str) {
        self.puts_a_finger_on(selector).await;
        self.touch("touchEnd", vec![]).await;
    }

    async fn puts_a_finger_on(&self, selector: &str) -> Place {
        let shown = format!("document.querySelector({})?.checkVisibility()", quoted(selector));
        self.expects(&shown).await;
        let middle = format!(
            "(element => {{ element.scrollIntoView({{ block: 'nearest' }}); \
             const {{ x, y, width, height }} = element.getBoundingClientRect(); \
             return [x + width / 2, y + height / 2]; }})(document.querySelector({}))",
            quoted(selector)
        );
        let [x, y] = self.knows(&middle).await;
        let place = Place { x, y };
        self.touch("touchStart", vec![place]).await;
        place
    }
}
