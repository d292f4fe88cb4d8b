//! Emoji to choose from.

use crate::harness::{Chat, Person};

/// The values of the buttons.
async fn offered(person: &Person, path: &str) -> Vec<String> {
    let page = person.get(path).htmx().await.is(200).page();
    page.all("li > button[type=submit].emoji[name=emoji]", |button| {
        assert_eq!(button.attr("aria-label"), button.attr("title"));
        assert_eq!(button.text().collect::<String>(), button.attr("value").unwrap());
        button.attr("value").unwrap().to_owned()
    })
}

async fn speaks_russian(person: &Person) {
    person.post("/settings/preferences").form(&[("language", "ru")]).await.is(303);
}

#[tokio::test]
async fn all_emoji_stand_in_their_groups() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let page = ada.get("/emoji").htmx().await.is(200).page();
    assert!(!page.is_whole());
    let groups = page.all("h3 + ul", |list| list.child_elements().count());
    assert_eq!(groups.len(), 9);
    let all = offered(&ada, "/emoji?q=%20").await;
    assert_eq!(all.len(), groups.iter().sum::<usize>());
    assert!(all.len() > 1900 && all[0] == "😀", "{}", all.len());
    assert_eq!(page.text_of("h3").unwrap(), "Smileys");
}

#[tokio::test]
async fn emoji_are_found_and_called_in_the_language_of_their_reader() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    assert_eq!(offered(&ada, "/emoji?q=thumbs+up").await, ["👍"]);
    assert!(offered(&ada, "/emoji?q=%D1%91%D0%BB%D0%BA%D0%B0").await.is_empty());
    speaks_russian(&ada).await;
    assert!(offered(&ada, "/emoji?q=%D1%91%D0%BB%D0%BA%D0%B0").await.contains(&"🎄".to_owned()));
    let page = ada.get("/emoji?q=thumbs+up").htmx().await.is(200).page();
    let label = page.attribute("button[value='👍']", "aria-label").unwrap();
    assert_eq!(label, "большой палец вверх");
    assert_eq!(page.text_of("[role=status]").unwrap(), "Найден 1 эмодзи");
}

#[tokio::test]
async fn what_no_emoji_is_called_finds_none() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let long = "a".repeat(10_000);
    for q in ["xyzzy", "%00%01%7f", "%ff%fe", "%3Cscript%3E", "%E2%80%AE", &long] {
        let page = ada.get(&format!("/emoji?q={q}")).htmx().await.is(200).page();
        assert!(!page.has("button"), "{q}");
        assert_eq!(page.text_of("[role=status]").unwrap(), "No emoji is called that.");
    }
    ada.get("/emoji?q=a&q=b").htmx().await.is(400);
    chat.visitor().get("/emoji").await.redirects_to("/login?next=%2Femoji");
}

#[tokio::test]
async fn a_browser_fetches_the_picker_of_a_release_and_language_once() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let picker =
        async || ada.opens("/conversations").await.attribute("body", "data-emoji-path").unwrap();
    let english = picker().await;
    speaks_russian(&ada).await;
    let russian = picker().await;
    assert_ne!(english, russian);

    let kept = ada.get(&russian).htmx().await.is(200);
    assert_eq!(kept.header("cache-control"), Some("private, max-age=31536000, immutable"));
    let page = kept.page();
    assert_eq!(page.attribute("[role=dialog]", "aria-label").unwrap(), "Эмодзи");
    let version = page.value("v").unwrap();
    assert!(page.has("form[role=search][action='/emoji'] [type=search][name=q]"));
    assert!(page.all(".emoji", |_| ()).len() > 1900);

    let found = ada.get(&format!("/emoji?q=fire&v={version}")).htmx().await.is(200);
    assert!(found.header("cache-control").unwrap().contains("immutable"));
    // Those of another language or release are answered, and not kept.
    for other in [&*english, "/emoji/picker", "/emoji/picker?v=x", "/emoji?q=fire"] {
        let answer = ada.get(other).htmx().await.is(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{other}");
    }
}
