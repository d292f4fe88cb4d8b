//! What a notice says.

use url::Url;
use uuid::Uuid;

use super::{commands::without_commands, formatted::formatted, press::Press};
use crate::{
    bot::{Text, cut},
    file_words,
    language::Words,
    line_words,
    message::{
        Format, Line, Quote,
        markdown::{first_line, flat},
        parse,
    },
    notification::{MOST_TEXTS, MOST_UNREAD, NoticeContent, Unread},
    paths,
};

/// UTF-16 units of each of them when there are several.
const TEXT_UNITS: usize = 300;
/// The same below a picture, where there is less room.
const CAPTION_TEXT_UNITS: usize = 150;
/// Of what is answered.
const QUOTED_CHARACTERS: usize = 100;

/// The messages that a notice is about, which are not empty.
pub(super) struct About<'n> {
    pub conversation: Uuid,
    pub unread: &'n [Unread],
    /// What the only one of them answers.
    pub quote: Option<Quote>,
    /// Of the group where they were said.
    pub title: Option<&'n str>,
    /// It stands below a picture.
    pub is_caption: bool,
}

pub(super) fn notice(
    about: &About<'_>,
    content: NoticeContent,
    public_url: &Url,
    words: Words,
) -> Text {
    let About { conversation, unread, .. } = *about;
    let seq = unread.last().map_or(0, |last| last.seq);
    let text = match content {
        NoticeContent::Nothing if unread.len() >= MOST_UNREAD => {
            begun(about, Text::plain(words.say("notice-nothing-many")))
        }
        NoticeContent::Nothing => {
            begun(about, Text::plain(words.count("notice-nothing", &count(unread))))
        }
        NoticeContent::Sender => begun(about, Text::headed(&head(about, words))),
        NoticeContent::Text => with_texts(about, words),
    };
    let text = match is_public(public_url)
        .then(|| paths::absolute(public_url, &paths::conversation(&conversation)))
    {
        Some(address) => text.with_address(words.say("notice-open"), address),
        None => text,
    };
    text.with_button(words.say("mark-read"), Press::Read { conversation, seq }.data())
        .with_button(words.say("notice-mute"), Press::Mute { conversation }.data())
}

fn begun(about: &About<'_>, text: Text) -> Text {
    if about.is_caption { text.as_caption() } else { text }
}

fn head(about: &About<'_>, words: Words) -> String {
    let unread = about.unread;
    let author = without_commands(unread.last().map_or("", |last| &last.author));
    if let Some(title) = about.title {
        return head_of_group(unread, &author, &without_commands(title), words);
    }
    match unread {
        [_] => words.with("notice-one", "name", &author).into_owned(),
        many if many.len() >= MOST_UNREAD => {
            words.with("notice-many", "name", &author).into_owned()
        }
        several => {
            words.count_with("notice-several", &count(several), "name", &author).into_owned()
        }
    }
}

/// In a group there may be many authors.
fn head_of_group(unread: &[Unread], author: &str, title: &str, words: Words) -> String {
    match unread {
        [_] => {
            let names = [("name", author), ("title", title)];
            words.with_all("notice-group-one", &names).into_owned()
        }
        many if many.len() >= MOST_UNREAD => {
            words.with("notice-group-many", "title", title).into_owned()
        }
        several => {
            words.count_with("notice-group-several", &count(several), "title", title).into_owned()
        }
    }
}

/// One alone looks as it does on the page; of several there are the words.
fn with_texts(about: &About<'_>, words: Words) -> Text {
    let unread = about.unread;
    let text = begun(about, Text::headed(&head(about, words)));
    if let [only] = unread
        && only.format != Format::Event
    {
        let text = with_quote(text, about.quote.as_ref(), words);
        let text = match file_words::what(&only.files, words) {
            Some(what) => text.with_line(&without_commands(&what), Vec::new()),
            None => text,
        };
        if only.body.is_empty() {
            return text;
        }
        let whole = formatted(&parse(&only.body, only.format), text.room());
        return text.with_line(&whole.words, whole.entities);
    }
    let newest = &unread[unread.len().saturating_sub(MOST_TEXTS)..];
    let beginnings: Vec<_> = newest.iter().map(|one| beginning(one, about, words)).collect();
    text.with_line(&without_commands(&beginnings.join("\n")), Vec::new())
}

fn with_quote(text: Text, quote: Option<&Quote>, words: Words) -> Text {
    let Some(quote) = quote else { return text };
    let line = first_line(&parse(&quote.body, quote.format), QUOTED_CHARACTERS);
    let line = file_words::line(&quote.files, &line, words);
    let names = [("name", quote.author_display_name.as_str()), ("line", &line)];
    let line = words.with_all("notice-quote", &names);
    text.with_line(&without_commands(&line), Vec::new())
}

/// Of several in a group each has its author; what happened to it says who did it.
fn beginning(unread: &Unread, about: &About<'_>, words: Words) -> String {
    if unread.format == Format::Event {
        let said = |line| line_words::sentence(&line, &unread.author, &unread.named, words);
        return Line::parse(&unread.body).map(|line| said(line).text()).unwrap_or_default();
    }
    let whole = flat(&parse(&unread.body, unread.format)).words;
    let most = if about.is_caption { CAPTION_TEXT_UNITS } else { TEXT_UNITS };
    let beginning = cut(&whole, most);
    let line = if beginning.len() < whole.len() { format!("{beginning}…") } else { whole };
    let line = file_words::line(&unread.files, &line, words);
    if about.title.is_none() {
        return line;
    }
    let names = [("name", unread.author.as_str()), ("line", &line)];
    words.with_all("notice-group-said", &names).into_owned()
}

fn count(unread: &[Unread]) -> i64 {
    i64::try_from(unread.len()).unwrap_or(i64::MAX)
}

/// Telegram refuses addresses that only this machine or this house can reach.
fn is_public(url: &Url) -> bool {
    url.scheme() == "https" && url.domain().is_some_and(|domain| domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use teloxide::types::MessageEntityKind;

    use super::*;
    use crate::{
        file::File,
        language::Language,
        message::{By, Happening},
    };

    fn unread(seq: i64, body: &str) -> Unread {
        let (body, author) = (body.to_owned(), "Anna".to_owned());
        let (format, named) = (Format::Markdown, Vec::new());
        Unread { seq, body, format, author, named, reply_to: None, files: Vec::new() }
    }

    fn about(unread: &[Unread]) -> Text {
        about_answer(unread, None)
    }

    fn about_them<'n>(
        unread: &'n [Unread],
        quote: Option<Quote>,
        title: Option<&'n str>,
    ) -> About<'n> {
        About { conversation: Uuid::nil(), unread, quote, title, is_caption: false }
    }

    fn about_answer(unread: &[Unread], quote: Option<Quote>) -> Text {
        let (words, url) = (Language::English.words(), "http://localhost".parse().unwrap());
        let about = about_them(unread, quote, None);
        notice(&about, NoticeContent::Text, &url, words)
    }

    #[test]
    fn one_message_looks_as_on_the_page() {
        let text = about(&[unread(1, "**Yes** 😀 *really*")]);
        assert_eq!(text.words(), "Anna\nYes 😀 really");
        let styles: Vec<_> =
            text.entities().iter().map(|one| (one.offset, one.length, one.kind.clone())).collect();
        let expected = [
            (0, 4, MessageEntityKind::Bold),
            (5, 3, MessageEntityKind::Bold),
            (12, 6, MessageEntityKind::Italic),
        ];
        assert_eq!(styles, expected);
    }

    #[test]
    fn several_messages_are_words_alone() {
        let text = about(&[unread(1, "**one**"), unread(2, &"*2*".repeat(400))]);
        let two = "2".repeat(TEXT_UNITS);
        assert_eq!(text.words(), format!("2 new messages from Anna\none\n{two}…"));
        assert_eq!(text.entities().len(), 1);
    }

    #[test]
    fn an_answer_has_the_first_line_of_what_it_answers() {
        let quote = Quote {
            seq: 1,
            version: 1,
            author_display_name: "Ada".to_owned(),
            body: "**/stop** 😀\nno more".to_owned(),
            format: Format::Markdown,
            is_deleted: false,
            files: Vec::new(),
        };
        let text = about_answer(&[unread(2, "*yes*")], Some(quote));
        assert_eq!(text.words(), "Anna\n↩ Ada: /\u{2060}stop 😀\nyes");
        let last = text.entities().last().map(|entity| (entity.offset, entity.length));
        assert_eq!(last, Some((22, 3)));
    }

    #[test]
    fn files_are_said_before_the_text() {
        let voice = r#"[{"id":"00000000-0000-0000-0000-000000000000","kind":"voice",
            "type":"audio/webm","name":"voice.webm","size":1,"duration":42000,"waveform":"",
            "alt":"","animated":false,"thumbnail":false}]"#;
        let files = File::of_json(Some(voice));
        let with = |body| Unread { files: files.clone(), ..unread(1, body) };
        assert_eq!(about(&[with("")]).words(), "Anna\nVoice message 0:42");
        assert_eq!(about(&[with("**yes**")]).words(), "Anna\nVoice message 0:42\nyes");
        let both = about(&[with("*yes*"), unread(2, "two")]);
        assert_eq!(both.words(), "2 new messages from Anna\nVoice message 0:42: yes\ntwo");
    }

    fn in_group(unread: &[Unread]) -> String {
        let (words, url) = (Language::English.words(), "http://localhost".parse().unwrap());
        let about = about_them(unread, None, Some("The pond"));
        notice(&about, NoticeContent::Text, &url, words).words().to_owned()
    }

    #[test]
    fn in_a_group_it_says_where_and_who() {
        let (one, two) = (unread(1, "**one**"), Unread { author: "Ada".into(), ..unread(2, "2") });
        assert_eq!(in_group(std::slice::from_ref(&one)), "Anna · The pond\none");
        assert_eq!(in_group(&[one.clone(), two]), "2 new messages in The pond\nAnna: one\nAda: 2");
        let line = Line::about(Happening::Added, vec![Uuid::nil()]);
        let named = vec![By { username: "tom".into(), display_name: "Tom".into() }];
        let line = Unread { format: Format::Event, named, ..unread(3, &line.to_body()) };
        assert_eq!(in_group(std::slice::from_ref(&line)), "Anna · The pond\nAnna added Tom");
        let both = "2 new messages in The pond\nAnna: one\nAnna added Tom";
        assert_eq!(in_group(&[one, line]), both);
    }

    #[test]
    fn the_longest_message_fits() {
        let text = about(&[unread(1, &"😀".repeat(4000))]);
        assert!((4090..=4096).contains(&text.words().encode_utf16().count()));
    }

    #[test]
    fn the_longest_of_all_fits_below_a_picture() {
        let one = |seq| Unread { author: "a".repeat(64), ..unread(seq, &"**😀**".repeat(900)) };
        let (words, url) = (Language::Russian.words(), "http://localhost".parse().unwrap());
        for unread in [vec![one(1)], (1..=5).map(one).collect()] {
            let title = "t".repeat(100);
            let about = About { is_caption: true, ..about_them(&unread, None, Some(&title)) };
            let text = notice(&about, NoticeContent::Text, &url, words);
            let units = text.words().encode_utf16().count();
            assert!((900..=1024).contains(&units), "{units}");
            let end = |one: &teloxide::types::MessageEntity| one.offset + one.length;
            assert!(text.entities().iter().all(|one| end(one) <= units));
        }
    }

    #[test]
    fn only_addresses_that_a_phone_can_reach_get_a_button() {
        let is = |url: &str| is_public(&Url::parse(url).expect("a URL"));
        assert!(is("https://chat.example.org"));
        for private in ["http://chat.example.org", "https://localhost", "https://10.0.0.1:3000"] {
            assert!(!is(private), "{private}");
        }
    }
}
