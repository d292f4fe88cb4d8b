//! Two processes behind nginx show the same as one.

use crate::harness::fault::talk_through;
use crate::harness::nginx::Nginx;
use crate::harness::port::free_port;
use crate::harness::{Chat, Conversation, Mode, Person, Place};

/// Two processes, and people who come to them through nginx.
struct Scene {
    chats: [Chat; 2],
    ada: Person,
    grace: Person,
    conversation: Conversation,
    _nginx: Nginx,
}

impl Scene {
    /// Without Redis there is only one process.
    async fn start() -> Option<Self> {
        if !Mode::is_full() {
            return None;
        }
        let (place, ports) = (Place::fresh().await, [free_port(), free_port()]);
        let at = async |port: u16| {
            let address = format!("127.0.0.1:{port}");
            Chat::at(place.clone(), &[("LISTEN_ADDR", &address), ("TRUSTED_PROXIES", "127.0.0.1")])
                .await
        };
        let chats = [at(ports[0]).await, at(ports[1]).await];
        let nginx = Nginx::before(ports).await;
        let ada = Person::registers(nginx.visitor(), "ada").await;
        let grace = Person::registers(nginx.visitor(), "grace").await;
        let conversation = ada.talks_to(&grace).await;
        Some(Self { chats, ada, grace, conversation, _nginx: nginx })
    }
}

#[tokio::test]
async fn people_talk_through_both() {
    let Some(scene) = Scene::start().await else { return };
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |_| {}).await;
    for chat in &scene.chats {
        let sends = chat.log().requests("POST", "/conversations/{id}/messages");
        assert!(sends.len() > 10, "only {} of the messages came here", sends.len());
    }
}

#[tokio::test]
async fn one_of_them_is_killed_and_comes_back() {
    let Some(mut scene) = Scene::start().await else { return };
    let killed = &mut scene.chats[0];
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |progress| {
        progress.has_acknowledged(20).await;
        killed.kill();
        progress.has_acknowledged(50).await;
        killed.resume().await;
    })
    .await;
}

#[tokio::test]
async fn one_of_them_is_replaced_while_people_talk() {
    let Some(mut scene) = Scene::start().await else { return };
    let replaced = &mut scene.chats[1];
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |progress| {
        progress.has_acknowledged(20).await;
        replaced.restart().await;
    })
    .await;
}

#[tokio::test]
async fn no_stream_is_held_back() {
    let Some(scene) = Scene::start().await else { return };
    let mut tabs = Vec::new();
    for _ in 0..4 {
        tabs.push(scene.grace.listens_to(&scene.conversation).await);
    }
    for text in ["one", "two", "three"] {
        scene.ada.says(&scene.conversation, text).await;
        for tab in &mut tabs {
            tab.expects_message(text).await;
        }
    }
    scene.ada.types(&scene.conversation).await;
    for tab in &mut tabs {
        tab.expects_typing().await;
    }
    scene.grace.post("/logout").await.is(303);
    for tab in &mut tabs {
        tab.is_closed().await;
    }
}
