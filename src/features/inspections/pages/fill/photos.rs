//! Photos beside an answer: taken in place, each with where its bytes are.

use std::time::Duration;

use leptos::prelude::*;

use super::{drawing::Drawing, item::Asked, screen::arrive};
use crate::{
    features::{
        evidence::pages::annotated::AnnotatedPhoto,
        inspections::{
            model::{Op, Photo},
            outbox::{self, Field, Upload, Walk},
        },
    },
    ids::{ItemId, PhotoId},
    ui::{dialog::Viewer, env::use_words, icon::Icon},
};

/// What can be taken. HEIC is left out, so that phones hand over JPEG.
const ACCEPTED: &str = "image/jpeg,image/png,image/webp";

/// The input behind a button that takes photos: with the camera, or from those already taken.
#[component]
pub fn PhotoInput(item: ItemId, camera: bool, label: String) -> impl IntoView {
    let walk = expect_context::<Walk>();
    view! {
        <input
            class="sr"
            type="file"
            accept=ACCEPTED
            capture=camera.then_some("environment")
            multiple
            aria-label=label
            on:change=move |event| outbox::take(walk, item, &event)
        />
    }
}

/// The photos of an item.
#[component]
pub fn PhotoList(
    asked: Asked,
    /// Whether photos are the answer itself.
    always: bool,
) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let id = asked.id;
    let leaving = Leaving::provide(walk);
    let photos = Memo::new(move |_| {
        let gone = leaving.photo.get();
        walk.read(|findings| {
            findings.photos_of(id).map(|photo| photo.id).filter(|photo| Some(*photo) != gone).collect::<Vec<_>>()
        })
    });
    let preparing = Memo::new(move |_| walk.preparing.with(|all| all.get(&id).copied().unwrap_or_default()));
    let has_room = Memo::new(move |_| walk.room_for_photos(id) > 0);
    let viewed = RwSignal::new(None::<PhotoId>);
    let number = asked.number.get_value();
    let (camera, gallery) = (StoredValue::new(t.photo_of(&number)), StoredValue::new(t.gallery_of(&number)));
    view! {
        <ul class="photos" class:answer-photos=always>
            <For each=move || photos.get() key=|photo| *photo let:photo>
                <Tile photo photos viewed />
            </For>
            {move || {
                (0..preparing.get())
                    .map(|_| {
                        view! {
                            <li class="photo waiting">
                                <span class="photo-state">
                                    <span class="spinner" role="status" aria-label=t.photo_preparing></span>
                                </span>
                            </li>
                        }
                    })
                    .collect_view()
            }}
            <Show when=move || has_room.get() && walk.is_writable()>
                <li class="photo add">
                    <label>
                        <PhotoInput item=id camera=true label=camera.get_value() />
                        <Icon name="camera" />
                        {t.photo}
                    </label>
                </li>
                <li class="photo add">
                    <label>
                        <PhotoInput item=id camera=false label=gallery.get_value() />
                        <Icon name="photo" />
                        {t.gallery}
                    </label>
                </li>
            </Show>
        </ul>
        {move || {
            leaving
                .photo
                .get()
                .map(|_| {
                    view! {
                        <p class="undo" role="status">
                            {t.photo_removed}
                            <button class="button small" type="button" on:click=move |_| leaving.stay()>
                                <Icon name="undo" class="s" />
                                {t.undo}
                            </button>
                        </p>
                    }
                })
        }}
        <PhotoViewer photos viewed />
    }
}

/// How long a photo that was removed can be had back with one press.
const UNDONE_WITHIN: Duration = Duration::from_secs(8);

/// A photo that is being removed: it is hidden at once, and removed once nobody wants it back.
#[derive(Clone, Copy)]
struct Leaving {
    walk: Walk,
    photo: RwSignal<Option<PhotoId>>,
}

impl Leaving {
    /// Makes it known to the photos of an item. What is being removed when the item is left is removed.
    fn provide(walk: Walk) -> Self {
        let leaving = Self { walk, photo: RwSignal::new(None) };
        provide_context(leaving);
        on_cleanup(move || leaving.go());
        leaving
    }

    /// Removes a photo after a while; one that was being removed before is removed now.
    fn leave(self, photo: PhotoId) {
        self.go();
        self.photo.set(Some(photo));
        set_timeout(
            move || {
                if self.photo.try_get_untracked() == Some(Some(photo)) {
                    self.go();
                }
            },
            UNDONE_WITHIN,
        );
    }

    /// Keeps the photo.
    fn stay(self) {
        self.photo.set(None);
    }

    fn go(self) {
        let photo = self.photo.try_update_untracked(Option::take).flatten();
        if let Some(photo) = photo {
            self.photo.notify();
            self.walk.act(Op::RemovePhoto { photo });
        }
    }
}

/// Where a photo's bytes are, as far as this device knows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Stored,
    On(Upload),
}

fn place_of(walk: Walk, id: PhotoId) -> Place {
    let received = walk.read(|findings| findings.photos.iter().any(|photo| photo.id == id && photo.received));
    match (received, walk.uploads.with(|uploads| uploads.get(&id).cloned())) {
        (true, _) => Place::Stored,
        (false, Some(upload)) => Place::On(upload),
        (false, None) => Place::On(Upload::Waiting),
    }
}

/// The address of a photo: on this device while it can, on the server otherwise.
fn address_of(walk: Walk, id: PhotoId, size: &str) -> Option<String> {
    let here = walk.pictures.with(|pictures| pictures.get(&id).cloned());
    here.or_else(|| (place_of(walk, id) == Place::Stored).then(|| format!("/photos/{id}/{size}")))
}

/// Its place in the list, from 1.
fn nth(photos: Memo<Vec<PhotoId>>, id: PhotoId) -> usize {
    photos.with(|photos| photos.iter().position(|photo| *photo == id)).map_or(1, |at| at + 1)
}

/// The id of the button that begins a drawing.
fn draw_button(photo: PhotoId) -> String {
    format!("d-{photo}")
}

#[component]
fn Tile(photo: PhotoId, photos: Memo<Vec<PhotoId>>, viewed: RwSignal<Option<PhotoId>>) -> impl IntoView {
    let (walk, leaving) = (expect_context::<Walk>(), expect_context::<Leaving>());
    let t = &use_words().fill;
    let n = Memo::new(move |_| nth(photos, photo));
    let place = Memo::new(move |_| place_of(walk, photo));
    let src = Memo::new(move |_| address_of(walk, photo, "thumb"));
    let annotations = Memo::new(move |_| walk.annotations(photo));
    let class = move || match place.get() {
        Place::Stored => "photo stored",
        Place::On(Upload::Waiting | Upload::Elsewhere) => "photo waiting",
        Place::On(Upload::Sending(_)) => "photo sending",
        Place::On(Upload::Failed(_) | Upload::Unclaimed) => "photo failed",
    };
    let state = move || match place.get() {
        Place::Stored => mark("check", t.photo_sent).into_any(),
        Place::On(Upload::Waiting) => mark("clock", t.photo_waiting).into_any(),
        Place::On(Upload::Elsewhere) => mark("phone", t.photo_elsewhere).into_any(),
        Place::On(Upload::Sending(percent)) => view! {
            {mark("up", t.photo_waiting)}
            <progress
                class="progress photo-progress"
                value=percent.to_string()
                max="100"
                aria-label=t.photo_sending(n.get())
            ></progress>
        }
        .into_any(),
        Place::On(Upload::Failed(_) | Upload::Unclaimed) => mark("warning", t.photo_refused).into_any(),
    };
    view! {
        <li class=class>
            <button
                class="photo-open"
                type="button"
                aria-label=move || t.open_photo(n.get())
                on:click=move |_| viewed.set(Some(photo))
            >
                {move || src.get().map(|src| view! { <AnnotatedPhoto src alt="" annotations /> })}
            </button>
            {state}
            <button
                class="photo-remove"
                type="button"
                aria-label=move || t.remove_photo(n.get())
                on:click=move |_| leaving.leave(photo)
            >
                <Icon name="cross" />
            </button>
        </li>
    }
}

fn mark(icon: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <span class="photo-state">
            <Icon name=icon />
            <span class="sr">{words}</span>
        </span>
    }
}

/// One photo over the whole screen, with its caption, to be looked at or drawn upon.
#[component]
fn PhotoViewer(photos: Memo<Vec<PhotoId>>, viewed: RwSignal<Option<PhotoId>>) -> impl IntoView {
    let (walk, leaving) = (expect_context::<Walk>(), expect_context::<Leaving>());
    let t = &use_words().fill;
    let close = move || {
        walk.flush();
        viewed.set(None);
    };
    let photo_of = move |id: PhotoId| {
        walk.draft.with_untracked(|draft| draft.shown().photos.iter().find(|photo| photo.id == id).cloned())
    };
    let looked_at = move |photo: Photo, drawing: RwSignal<bool>| {
        let id = photo.id;
        let n = nth(photos, id);
        let annotations = Memo::new(move |_| walk.annotations(id));
        let alt = photo.caption.clone();
        view! {
            <div class="viewer-bar">
                <span>{t.photo_n(n)}</span>
                <Show when=move || walk.is_writable()>
                    <button
                        class="button quiet"
                        id=draw_button(id)
                        type="button"
                        on:click=move |_| drawing.set(true)
                    >
                        <Icon name="edit" />
                        {t.draw}
                    </button>
                </Show>
                <button
                    class="button quiet"
                    type="button"
                    on:click=move |_| {
                        leaving.leave(id);
                        close();
                    }
                >
                    <Icon name="trash" />
                    {t.remove}
                </button>
                <button class="button quiet square" type="button" aria-label=t.close on:click=move |_| close()>
                    <Icon name="cross" />
                </button>
            </div>
            {address_of(walk, id, "shown").map(|src| view! { <AnnotatedPhoto src alt annotations fitted=true /> })}
            <div class="viewer-bar viewer-caption">
                <label class="sr" for=format!("c-{id}")>
                    {t.caption}
                </label>
                <input
                    class="input"
                    id=format!("c-{id}")
                    maxlength="200"
                    placeholder=t.caption
                    value=photo.caption
                    disabled=!walk.is_writable()
                    on:input=move |event| walk.typing(Field::Caption(id), event_target_value(&event))
                    on:change=move |_| walk.flush()
                />
            </div>
        }
    };
    let shown = move |id: PhotoId| {
        let drawing = RwSignal::new(false);
        let done = Callback::new(move |()| {
            walk.flush();
            drawing.set(false);
            // The focus was on what is gone now.
            request_animation_frame(move || arrive(&draw_button(id)));
        });
        move || {
            let src = drawing.get().then(|| untrack(|| address_of(walk, id, "shown"))).flatten();
            match src {
                Some(src) => view! { <Drawing photo=id n=nth(photos, id) src done /> }.into_any(),
                None => photo_of(id).map(|photo| untrack(|| looked_at(photo, drawing))).into_any(),
            }
        }
    };
    view! {
        <Viewer label=t.photo open=Signal::derive(move || viewed.get().is_some()) on_close=Callback::new(move |()| close())>
            {move || viewed.get().map(shown)}
        </Viewer>
    }
}
