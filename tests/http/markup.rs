//! What a validator and a search engine would say about the pages.

use crate::harness::Chat;

#[tokio::test]
async fn pages_describe_themselves_and_keep_to_the_standard() {
    for (path, page) in Chat::start().await.every_page().await {
        let description = page.attribute("meta[name=description]", "content");
        assert!(description.is_some_and(|words| words.len() > 20), "{path}");
        assert!(!page.has("input[type=hidden][autocomplete]"), "{path}");
        assert!(!page.has("meta[name=robots]"), "{path}");
        let mut ids = page.all("[id]", |element| element.attr("id").unwrap().to_owned());
        ids.sort();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{path}: {ids:?}");
    }
}

/// Firefox fills in what stood in a field before a reload, in hidden ones too.
#[tokio::test]
async fn no_browser_fills_an_old_value_into_what_a_page_says_itself() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let notes = ada.talks_to(&ada).await;
    for path in [&notes.path(), "/settings", "/contacts"] {
        let page = ada.opens(path).await;
        let own = "[name=reader], #composer [name=nonce], #composer [name=seen]";
        let fields = page.all(own, |field| {
            let form = field.ancestors().filter_map(scraper::ElementRef::wrap);
            field.attr("autocomplete") == Some("off")
                || form
                    .take_while(|it| it.value().name() != "body")
                    .any(|it| it.value().name() == "form" && it.attr("autocomplete") == Some("off"))
        });
        assert!(!fields.is_empty() && fields.iter().all(|is_off| *is_off), "{path}: {fields:?}");
    }
}

#[tokio::test]
async fn a_search_engine_keeps_no_secret_link() {
    let chat = Chat::start().await;
    chat.person("ada").await;
    let link = chat.reset_link("ada").await;
    let page = chat.visitor().opens(&link).await;
    assert_eq!(page.attribute("meta[name=robots]", "content").as_deref(), Some("noindex"));
}
