//! Reading a page or a fragment as a person or a script would.

use scraper::{ElementRef, Html, Selector};
use url::form_urlencoded;

use super::Conversation;
use super::conversation::{Entry, Message};

/// Parsed anew for each question: the parsed form cannot leave its thread.
#[derive(Clone, Debug)]
pub struct Page {
    pub html: String,
}

impl Page {
    pub fn new(html: &str) -> Self {
        Self { html: html.to_owned() }
    }

    /// What is in the page; what stands in a `<template>` is only a mould.
    fn document(&self) -> Html {
        let mut html = self.html.clone();
        while let Some(start) = html.find("<template") {
            let length = html[start..].find("</template>").expect("the template ends");
            html.replace_range(start..start + length + "</template>".len(), "");
        }
        Html::parse_document(&html)
    }

    /// What `read` makes of each element that matches.
    pub fn all<T>(&self, selector: &str, read: impl FnMut(ElementRef) -> T) -> Vec<T> {
        let document = self.document();
        let selector = Selector::parse(selector).unwrap();
        document.select(&selector).map(read).collect()
    }

    pub fn first<T>(&self, selector: &str, read: impl FnMut(ElementRef) -> T) -> Option<T> {
        self.all(selector, read).into_iter().next()
    }

    pub fn has(&self, selector: &str) -> bool {
        self.first(selector, |_| ()).is_some()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.first(selector, |element| element.attr(name).map(str::to_owned))?
    }

    /// The words inside the first element that matches.
    pub fn text_of(&self, selector: &str) -> Option<String> {
        self.first(selector, |element| element.text().collect::<String>().trim().to_owned())
    }

    /// All words of the page, one space between them.
    pub fn text(&self) -> String {
        let text = self.all("body", |body| body.text().collect::<String>()).concat();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn language(&self) -> Option<String> {
        self.attribute("html", "lang")
    }

    pub fn is_whole(&self) -> bool {
        self.html.to_ascii_lowercase().contains("<html")
    }

    pub fn messages(&self) -> Vec<Message> {
        self.all("article.message:not(.message--service)", Message::read)
    }

    /// What happened to a group, sentence by sentence, without the times.
    pub fn lines(&self) -> Vec<String> {
        self.all("article.message--service", |article| {
            assert!(article.attr("data-author").is_none(), "said by nobody");
            let time = Selector::parse("time[datetime$=Z]").unwrap();
            let time: String = article.select(&time).flat_map(|time| time.text()).collect();
            let text = article.text().collect::<String>();
            text.trim().strip_suffix(&time).expect("it ends with its time").trim().to_owned()
        })
    }

    /// The messages' markup, as it was sent, without `data-nonce`.
    pub fn articles(&self) -> Vec<String> {
        let articles = self.html.match_indices("<article").map(|(start, _)| &self.html[start..]);
        articles.filter(|article| is_message(article)).map(without_nonce).collect()
    }

    /// The version this page was rendered from.
    pub fn version(&self) -> u64 {
        let version = self.attribute("#messages", "data-version");
        version.expect("#messages has a version").parse().unwrap()
    }

    pub fn entries(&self) -> Vec<Entry> {
        self.all("[id^=conversation-]", Entry::read)
    }

    pub fn entry(&self, conversation: &Conversation) -> Option<Entry> {
        self.entries().into_iter().find(|entry| entry.id == conversation.id)
    }

    /// What the field of this name holds.
    pub fn value(&self, name: &str) -> Option<String> {
        self.first(&format!("[name='{name}']"), value_of)
    }

    /// What is chosen in the list, or among the buttons, of this name.
    pub fn chosen(&self, name: &str) -> Option<String> {
        let listed = format!("select[name='{name}'] option[selected]");
        self.first(&format!("{listed}, [type=radio][name='{name}'][checked]"), value_of)
    }

    /// The sentence that stands beside the field of this name.
    pub fn complaint(&self, name: &str) -> Option<String> {
        let field = format!("[name='{name}'][aria-invalid='true']");
        let ids = self.attribute(&field, "aria-describedby")?;
        let id = ids.split_whitespace().next()?;
        let text = self.first(&format!("[id='{id}']"), |e| e.text().collect::<String>())?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The fields of the form that posts to `action`, filled in as it came.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let form = format!("form[method=post][action='{action}']");
        assert!(self.has(&form), "no form for {action} on: {}", self.html);
        let fields = format!("{form} input[name], {form} textarea[name]");
        self.all(&fields, |field| (field.attr("name").unwrap().to_owned(), value_of(field)))
    }

    /// Where the page wants its stream from.
    pub fn stream(&self) -> String {
        let values = self.all("*", |element| {
            let mut values = element.value().attrs().map(|(_, value)| value.to_owned());
            values.find(|value| value.starts_with("/events"))
        });
        values.into_iter().flatten().next().expect("the page has a stream")
    }
}

fn value_of(field: ElementRef) -> String {
    let value = field.attr("value").map(str::to_owned);
    value.unwrap_or_else(|| field.text().collect())
}

/// And not a copy of one that is being sent, which has no id.
fn is_message(article: &str) -> bool {
    article.split_whitespace().nth(1).is_some_and(|first| first.starts_with("id="))
}

fn without_nonce(html: &str) -> String {
    let end = html.find("</article>").expect("the article ends");
    let article = &html[..end];
    let Some(start) = article.find("data-nonce=\"") else {
        return article.to_owned();
    };
    let value = start + "data-nonce=\"".len();
    let end = value + article[value..].find('"').unwrap() + 1;
    format!("{}{}", &article[..start], &article[end..])
}

/// The value of one parameter in a path with a query.
pub fn parameter(path: &str, name: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}
