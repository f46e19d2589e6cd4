//! A device with passkeys, in software: what it answers is bytes after W3C Web Authentication, level 3, sections 6.1
//! and 6.5, with a key on P-256 (COSE algorithm -7).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use norven::features::identity::model::{Ceremony, ProofGiven};
use norven_proof::digest::Digest;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};

use super::{
    app::ORIGIN,
    client::{Client, Reply},
};

/// The person is there; the device knows who they are; a new key is attached (section 6.1).
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTACHED: u8 = 0x40;

/// A device that made one passkey.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    user: String,
    /// How often it signed, as it says.
    pub counter: u32,
    /// Whether it asks for a finger, a face or a PIN.
    pub verifies: bool,
    /// The page that it believes to be asked by.
    pub origin: String,
}

impl Authenticator {
    /// Makes a passkey as it is asked to, and says so.
    pub fn new(seed: u8, asked: &Value) -> (Self, String) {
        let device = Self {
            key: SigningKey::from_slice(&[seed; 32]).expect("a scalar"),
            id: vec![seed; 16],
            user: asked["user"]["id"].as_str().expect("a user handle").to_owned(),
            counter: 1,
            verifies: true,
            origin: ORIGIN.to_owned(),
        };
        let made = device.made(asked);
        (device, made)
    }

    /// What it says of the passkey that it made.
    fn made(&self, asked: &Value) -> String {
        let point = self.key.verifying_key().to_sec1_point(false);
        let point = point.as_bytes();
        let cose =
            [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], &point[1..33], &[0x22, 0x58, 32], &point[33..]];
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let attached = [&[0; 16][..], &length, &self.id, &cose.concat()].concat();
        let data = [self.data(asked["rp"]["id"].as_str().expect("a domain"), ATTACHED), attached].concat();
        let head = [&[0xa3, 0x63][..], b"fmt", &[0x64], b"none", &[0x67], b"attStmt", &[0xa0, 0x68], b"authData"];
        let size = u8::try_from(data.len()).expect("short");
        let object = [&head.concat()[..], &[0x58, size], &data].concat();
        let response = json!({
            "clientDataJSON": BASE64.encode(self.client("webauthn.create", asked)),
            "attestationObject": BASE64.encode(object),
        });
        self.credential(&response)
    }

    /// Answers what it is asked.
    pub fn answer(&mut self, asked: &Value) -> String {
        self.counter += 1;
        let client = self.client("webauthn.get", asked);
        let data = self.data(asked["rpId"].as_str().expect("a domain"), 0);
        let signed = [&data[..], Digest::of(&client).as_bytes()].concat();
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "clientDataJSON": BASE64.encode(client),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der()),
            "userHandle": self.user,
        });
        self.credential(&response)
    }

    fn credential(&self, response: &Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": response })
            .to_string()
    }

    fn client(&self, kind: &str, asked: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, domain: &str, more: u8) -> Vec<u8> {
        let flags = PRESENT | if self.verifies { VERIFIED } else { 0 } | more;
        [Digest::of(domain.as_bytes()).as_bytes(), &[flags][..], &self.counter.to_be_bytes()].concat()
    }
}

impl Client {
    /// Adds a passkey of a new device.
    pub async fn add_passkey(&self, seed: u8) -> Authenticator {
        let Ceremony(asked) = self.post_fn("/api/ask_for_passkey", json!({})).await.json();
        let (device, made) = Authenticator::new(seed, &serde_json::from_str(&asked).expect("options are JSON"));
        self.post_fn("/api/add_passkey", json!({ "credential": made })).await.ok();
        device
    }

    /// What a passkey of the person is asked that shows who they are once more; nothing where they have none.
    pub async fn asked_for_own_passkey(&self) -> Option<Value> {
        let asked: Option<Ceremony> = self.post_fn("/api/ask_proof_of_passkey", json!({})).await.json();
        asked.map(|Ceremony(options)| serde_json::from_str(&options).expect("options are JSON"))
    }

    /// Shows with a passkey once more who they are.
    pub async fn prove_by_passkey(&self, device: &mut Authenticator) -> Reply {
        let answer = device.answer(&self.asked_for_own_passkey().await.expect("they have a passkey"));
        self.post_fn("/api/give_proof", json!({ "proof": ProofGiven::Passkey(answer) })).await
    }

    /// What any passkey is asked that signs in.
    pub async fn asked_for_any_passkey(&self) -> Value {
        self.post_form("/sign-in/passkey/ask", &[]).await.json()
    }

    /// Signs in with a passkey.
    pub async fn use_passkey(&self, device: &mut Authenticator) {
        let answer = device.answer(&self.asked_for_any_passkey().await);
        let reply = self.post_form("/sign-in/passkey", &[("credential", &answer)]).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/overview"));
    }
}
