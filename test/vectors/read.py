#!/usr/bin/env python3
"""A second reader of the protocol: it keeps to worker/PROTOCOL.md and shares no code with the project.

Python 3.8 or newer, standard library only: `python3 test/vectors/read.py`. It reads every vector beside it as far as
hashes, HMAC and scrypt carry, prints one line a file, and ends with 1 when anything differs. Without Ed25519, AES and
ML-KEM it checks the bytes that are signed and the heads of what is encrypted; the line says what it left.
"""
import base64
import datetime
import hashlib
import hmac
import json
import re
import sys
import unicodedata
from pathlib import Path


class Refused(Exception):
    """These bytes are not what they should be; says why."""


def need(condition, why):
    if not condition:
        raise Refused(why)


# --- how the vectors write bytes (README.md) ---


def expand(value):
    if isinstance(value, str):
        return bytes.fromhex(value)
    return b"".join(part_of(part) for part in value)


def part_of(part):
    if isinstance(part, str):
        return bytes.fromhex(part)
    if "text" in part:
        return part["text"].encode("utf-8")
    if "base64" in part:
        return base64.b64decode(part["base64"], validate=True)
    if "repeat" in part:
        return bytes.fromhex(part["repeat"]) * part["times"]
    out, label, count = b"", part["stream"].encode("utf-8"), 0
    while len(out) < part["length"]:
        out += sha256(label + count.to_bytes(4, "big"))
        count += 1
    return out[: part["length"]]


def digest(data):
    return {"length": len(data), "sha256": sha256(data).hex()}


def sha256(data):
    return hashlib.sha256(data).digest()


def number(data):
    return int.from_bytes(data, "big")


def is_zero(data):
    return not any(data)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text, size):
    need(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text), "not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(len(data) == size, "not %d bytes" % size)
    return data


# --- "Receipt" ---


def read_receipt(typed):
    dropped = ".-\u2010\u2011\u2012\u2013\u2014\u2015"
    text = "".join(c for c in unicodedata.normalize("NFKC", typed) if not c.isspace() and c not in dropped)
    text = text.translate(str.maketrans("OolI", "0011"))
    need(re.fullmatch("[0-9]{20}", text), "not 20 digits")
    need(int(text) % 97 == 1, "check digits")
    return text


def hkdf(secret, salt, info, size):
    key = hmac.new(salt, secret, hashlib.sha256).digest()
    out = block = b""
    while len(out) < size:
        block = hmac.new(key, block + info + bytes([len(out) // 32 + 1]), hashlib.sha256).digest()
        out += block
    return out[:size]


def bech32(prefix, data):
    """BIP 173, without its limit on length."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(format(byte, "08b") for byte in data)
    bits += "0" * (-len(bits) % 5)
    words = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    check = 1
    for word in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + words + [0] * 6:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ word
        for bit, term in enumerate([0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]):
            check ^= term if top >> bit & 1 else 0
    check ^= 1
    return prefix + "1" + "".join(letters[w] for w in words + [check >> 5 * (5 - i) & 31 for i in range(6)])


def derive(receipt):
    s = hashlib.scrypt(receipt.encode(), salt=b"tip/v1/receipt", n=32768, r=8, p=1, maxmem=1 << 26, dklen=32)
    seed, box = hkdf(s, b"tip/v1", b"age-pq-identity", 32), hkdf(s, b"tip/v1", b"mailbox", 32)
    return {
        "receipt": receipt,
        "S": s.hex(),
        "seed": seed.hex(),
        "identity": bech32("age-secret-key-pq-", seed).upper(),
        "box": base64url(box),
        "sid": hkdf(s, b"tip/v1", b"submission/0", 16).hex(),
        "thread": hkdf(s, b"tip/v1", b"thread", 16).hex(),
        "boxKey": sha256(box).hex(),
    }


# --- "Sealed tip" ---

PLAIN, AGE, WIRE = (16384, 524288, 3145728), (19600, 527616, 3149696), (20624, 528640, 3150720)


def read_head(data):
    need(len(data) == 1024 and data[:4] == b"TPW1", "length or magic")
    need(data[4] <= 2 and is_zero(data[5:8]), "size class or zeros")
    size = number(data[64:66])
    need(size <= 958 and is_zero(data[66 + size :]), "proof length or padding")
    return {
        "sizeClass": data[4],
        "kid": data[8:16].hex(),
        "sid": data[16:32].hex(),
        "ackHash": data[32:64].hex(),
        "proof": utf8(data[66 : 66 + size]),
    }


def utf8(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not UTF-8")


def parse(text):
    def no_constant(name):
        raise ValueError(name)

    try:
        return json.loads(text, parse_constant=no_constant)
    except ValueError:
        raise Refused("not JSON")


def is_count(value):
    return (type(value) is int or type(value) is float and value.is_integer()) and value >= 0


def matches(pattern, value):
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def read_frame(data):
    """The tip and its files' bytes."""
    need(len(data) in PLAIN and data[:4] == b"TIP1", "size or magic")
    json_end = 16 + number(data[4:8])
    end = json_end + number(data[8:12])
    need(is_zero(data[12:16]) and end <= len(data) and is_zero(data[end:]), "lengths or padding")
    tip, blobs = parse(utf8(data[16:json_end])), data[json_end:end]
    need(isinstance(tip, dict) and is_count(tip.get("v")) and tip["v"] == 1, "version")
    check_fields(tip)
    need(sum(one["l"] for one in tip["files"]) <= len(blobs), "files longer than the blobs")
    files = [blobs[int(one["o"]) : int(one["o"] + one["l"])] for one in tip["files"]]
    for one, file in zip(tip["files"], files):
        need(len(file) == one["l"] and base64url(sha256(file)) == one["h"], "file")
    return tip, files


FIELDS = "type id ack inbox kid created category text where when reply thread part files".split()
SHAPES = {
    "id": "[0-9a-f]{32}",
    "ack": "[A-Za-z0-9_-]{22}",
    "kid": "[0-9a-f]{16}",
    "created": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
}


def is_texts(value, *names):
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in names)


def check_fields(tip):
    need(all(name in tip for name in FIELDS), "a field is missing")
    need(tip["type"] in ("tip", "followup", "canary"), "type")
    need(tip["category"] in ("use", "sale", "storage", "growing", "disguised", "other"), "category")
    need(all(matches(shape, tip[name]) for name, shape in SHAPES.items()), "shape of a field")
    need(is_texts(tip, "inbox", "text"), "text")
    need(all(tip[name] is None or isinstance(tip[name], str) for name in ("where", "when", "thread")), "text or null")
    reply, part, files = tip["reply"], tip["part"], tip["files"]
    need(reply is None or is_texts(reply, "pk", "box"), "reply")
    need(isinstance(part, list) and len(part) == 2 and all(map(is_count, part)), "part")
    need(isinstance(files, list), "files")
    for one in files:
        need(is_texts(one, "n", "t", "h") and is_count(one.get("o")) and is_count(one.get("l")), "file")


def has_tip_shape(age):
    stanza = rb"-> mlkem768x25519 [A-Za-z0-9+/]{1494}\n[A-Za-z0-9+/]{43}\n"
    return re.match(rb"age-encryption\.org/v1\n(?:%s){2}--- [A-Za-z0-9+/]{43}\n" % stanza, age) is not None


# --- "Endpoints" and "Keys" ---


def read_inbox_id(data):
    found = re.fullmatch(rb"([a-z0-9-]+)\x00*", data)
    need(len(data) == 64 and found, "inbox id")
    return found.group(1).decode("ascii")


def write_inbox_id(text):
    return text.encode("ascii").ljust(64, b"\0")


def read_key_line(raw):
    """What a line releases; None for an empty line or a remark."""
    fields = raw.split("#")[0].split()
    if not fields:
        return None
    revoked = fields[-1] == "revoked"
    kid, inbox, *keys = fields[:-1] if revoked else fields
    need(matches("[0-9a-f]{16}", kid) and matches("[a-z0-9-]{1,64}", inbox) and 1 <= len(keys) <= 2, "line")
    need(all(matches("[A-Za-z0-9_-]{43}", key) for key in keys), "key")
    reply_key, oversight_key = (keys + [None])[:2]
    return {"kid": kid, "inbox": inbox, "replyKey": reply_key, "oversightKey": oversight_key, "revoked": revoked}


def read_register(text):
    keys = []
    for line in text.split("\n"):
        try:
            keys += [read_key_line(line)]
        except (Refused, ValueError):
            pass
    return [key for key in keys if key]


# --- "Mails" ---


def read_mailed(data):
    """The key, and the age file as it is encrypted."""
    need(len(data) >= 40 and data[:8] == b"TIPM\x01\0\0\0", "not a mailed file")
    return data[8:40], data[40:]


def read_manifest(text):
    """What a `lo.json` says, the message and its signature, which is not checked here."""
    lo = parse(text)
    need(isinstance(lo, dict) and isinstance(lo.get("note"), str), "note")
    sig, says = from_base64url(lo.get("sig"), 64), parse(lo["note"])
    need(isinstance(says, dict) and says.get("v") == 2 and isinstance(says.get("hour"), str), "version or hour")
    need(says.get("kind") in ("batch", "heartbeat"), "kind")
    inboxes = [says] if says["kind"] == "batch" else says.get("inboxes")
    need(isinstance(inboxes, list), "inboxes")
    for one in inboxes:
        need(is_texts(one, "inbox", "to") and is_count(one.get("last")), "inbox")
        need(one["to"] in ("unit", "oversight"), "audience")
    files = says.get("files") if says["kind"] == "batch" else {}
    need(isinstance(files, dict), "files")
    for key, value in files.items():
        need(matches("[1-9][0-9]*", key) and matches("[0-9a-f]{64}", value), "file")
    return says, b"TIPL1\n" + lo["note"].encode("utf-8"), sig


# --- replies and "Asking again" ---


def read_reply_body(data):
    inbox = read_inbox_id(data[1:65])
    need(data[0] == len(inbox), "length of the inbox id")
    return {"inbox": inbox, "day": number(data[65:67]), "sig": data[67:131].hex(), "ct": data[131:3838]}


def read_reply(data):
    need(len(data) == 3870, "length")
    return {"box": data[:32].hex(), **read_reply_body(data[32:])}


def reply_message(inbox, box, day, ct):
    name = inbox.encode("ascii")
    return b"TIPR1" + bytes([len(name)]) + name + box + sha256(ct) + day.to_bytes(2, "big")


def read_reply_frame(data):
    need(len(data) == 2048, "length")
    end = 2 + number(data[:2])
    need(end <= 2048 and is_zero(data[end:]), "length or padding")
    return utf8(data[2:end])


def write_mailbox(bodies, noise):
    out = bytearray(noise)
    for slot in range(8):
        used = b"\1" + bodies[slot] if slot < len(bodies) else b"\0"
        out[slot * 4096 : slot * 4096 + len(used)] = used
    return bytes(out)


def read_mailbox(data):
    need(len(data) == 32768, "length")
    found = []
    for at in range(0, 32768, 4096):
        try:
            found += [read_reply_body(data[at + 1 : at + 3839])] if data[at] == 1 else []
        except Refused:
            pass
    return found


def read_resend(data):
    need(len(data) == 309, "length")
    inbox, count = read_inbox_id(data[1:65]), data[84]
    need(data[0] == len(inbox) and data[65] <= 1 and 1 <= count <= 20, "inbox, audience or count")
    ranges = [[number(data[at : at + 4]), number(data[at + 4 : at + 8])] for at in range(85, 85 + 8 * count, 8)]
    need(all(1 <= start <= end for start, end in ranges), "range")
    need(sum(end - start + 1 for start, end in ranges) <= 200, "too many numbers")
    need(is_zero(data[85 + 8 * count : 245]), "padding")
    return {
        "inbox": inbox,
        "to": ("unit", "oversight")[data[65]],
        "day": number(data[66:68]),
        "once": data[68:84].hex(),
        "ranges": ranges,
        "sig": data[245:].hex(),
    }


# --- the vectors ---

here = Path(__file__).resolve().parent
checked, wrong = 0, []


def load(name):
    return json.loads((here / (name + ".json")).read_text(encoding="utf-8"))


def same(name, found, wanted):
    global checked
    checked += 1
    if found != wanted:
        wrong.append("%s: %.200a instead of %.200a" % (name, found, wanted))


def refuses(name, read, *data):
    try:
        read(*data)
    except (Refused, ValueError):
        return same(name, "refused", "refused")
    same(name, "read", "refused")


def pick(vector, *names):
    return {name: vector[name] for name in names}


def receipt(doc):
    for one in doc["secrets"]:
        same(one["receipt"], derive(one["receipt"]), {k: v for k, v in one.items() if k != "recipientSha256"})
    for one in doc["typed"]:
        if one["receipt"] is None:
            refuses(one["name"], read_receipt, one["typed"])
        else:
            same(one["name"], read_receipt(one["typed"]), one["receipt"])
    return "recipients (ML-KEM, X25519)"


def keys(doc):
    for half in (doc["unit"], doc["oversight"]):
        name = sha256((half["recipient"] + "\n" + half["replyKey"]).encode()).hex()[:16]
        same("fingerprint", name, half["fingerprint"])
        same("shown", " ".join(re.findall("....", name.upper())), half["shown"])
        same("identity", bech32("age-secret-key-pq-", bytes.fromhex(half["seed"])).upper(), half["identity"])
    for pair in doc["pairs"]:
        full = sha256("\n".join(doc[name]["recipient"] for name in pair["of"]).encode())
        same("pair", [full[:8].hex(), "%06d" % (number(full[8:12]) % 10**6)], [pair["kid"], pair["fingerprint"]])
    return "public keys (ML-KEM, X25519, Ed25519)"


def inbox_id(doc):
    for one in doc["valid"]:
        same(one["name"], read_inbox_id(expand(one["bytes"])), one["id"])
        same(one["name"], write_inbox_id(one["id"]), expand(one["bytes"]))
    for one in doc["invalid"]:
        refuses(one["name"], read_inbox_id, expand(one["bytes"]))
    for one in doc["challenges"]:
        same("challenge", write_inbox_id(one["id"]) + bytes([one["sizeClass"]]), expand(one["bytes"]))


def tip_header(doc):
    for at, one in enumerate(doc["sizes"]):
        sizes = {"plain": PLAIN[at], "age": AGE[at], "wire": WIRE[at], "mailed": AGE[at] + 40}
        same("sizes", one, {"sizeClass": at, **sizes})
    for one in doc["valid"]:
        wanted = pick(one, "sizeClass", "kid", "sid", "ackHash")
        same(one["name"], read_head(expand(one["bytes"])), {**wanted, "proof": expand(one["proof"]).decode("utf-8")})
    for one in doc["invalid"]:
        refuses(one["name"], read_head, expand(one["bytes"]))


def frame(doc):
    for one in doc["valid"]:
        data, blobs = expand(one["bytes"]), expand(one["blobs"])
        tip, files = read_frame(data)
        same(one["name"], tip, one["tip"])
        same(one["name"], files, [blobs[file["o"] : file["o"] + file["l"]] for file in one["tip"]["files"]])
        same(one["name"], len(data), PLAIN[one["sizeClass"]])
        same(one["name"] + ": NFC", unicodedata.normalize("NFC", tip["text"]), tip["text"])
    for one in doc["invalid"]:
        refuses(one["name"], read_frame, expand(one["bytes"]))


def sealed_tip(doc):
    heads = {one["name"]: expand(one["bytes"]) for one in load("tip-header")["valid"]}
    for one in doc["sealed"]:
        data = expand(one["bytes"])
        head, age = read_head(data[:1024]), data[1024:]
        same(one["name"], data[:1024], heads[one["header"]])
        same(one["name"], digest(age), one["age"])
        same(one["name"], [len(data), len(age)], [WIRE[head["sizeClass"]], AGE[head["sizeClass"]]])
        same(one["name"], has_tip_shape(age), True)
    for one in doc["shapes"]:
        same(one["name"], has_tip_shape(expand(one["age"])), one["ok"])
    return "the age file inside (ML-KEM, X25519, ChaCha20)"


def key_register(doc):
    for one in doc["lines"]:
        if one["releases"] == "wrong":
            refuses(one["name"], read_key_line, one["line"])
        else:
            same(one["name"], read_key_line(one["line"]), one["releases"])
    for one in doc["registers"]:
        released = read_register(one["text"])
        same("kids", [key["kid"] for key in released], one["kids"])
        same("inboxes", sorted({key["inbox"] for key in released}), one["inboxes"])
        for signer in one["signers"]:
            field = "replyKey" if signer["to"] == "unit" else "oversightKey"
            good = [key for key in released if key["inbox"] == signer["inbox"] and not key["revoked"]]
            same("signers", sorted({key[field] for key in good} - {None}), sorted(signer["keys"]))


def mailed_file(doc):
    for one in doc["valid"]:
        age, mailed = expand(one["age"]), one["mailed"]
        if isinstance(mailed, str):
            key, encrypted = read_mailed(bytes.fromhex(mailed))
            same(one["name"], [key.hex(), len(encrypted)], [one["key"], len(age)])
            mailed = digest(bytes.fromhex(mailed))
        same(one["name"], mailed["length"], 40 + len(age))
        same(one["name"], "tin-%06d-%s.tin" % (one["number"], mailed["sha256"][:8]), one["attachment"])
    for one in doc["bare"]:
        refuses(one["name"], read_mailed, expand(one["bytes"]))
    return "what is encrypted (AES)"


def manifest(doc):
    for one in doc["valid"]:
        says, message, sig = read_manifest(one["lo"])
        same(one["name"], [says, message, base64url(sig)], [one["says"], expand(one["message"]), one["sig"]])
    unchecked = 0
    for one in doc["invalid"]:
        if one["fault"] == "sig":
            unchecked += 1
        else:
            refuses(one["name"], read_manifest, one["lo"])
    return "signatures (Ed25519), so %d forged notes" % unchecked


def reply(doc):
    for one in doc["plain"]:
        same(one["name"], read_reply_frame(expand(one["plain"])), one["text"])
    for one in doc["badPlain"]:
        refuses(one["name"], read_reply_frame, expand(one["plain"]))
    for one in doc["sealed"] + doc["valid"] + doc["forged"]:
        message = reply_message(one["inbox"], bytes.fromhex(one["box"]), one["day"], expand(one["ct"]))
        same(one["name"], message.hex(), one["message"])
    for one in doc["valid"]:
        wanted = {**pick(one, "inbox", "day", "box", "sig"), "ct": expand(one["ct"])}
        same(one["name"], read_reply(expand(one["record"])), wanted)
    for one in doc["invalid"]:
        refuses(one["name"], read_reply, expand(one["record"]))
    records = {one["name"]: expand(one["record"]) for one in doc["valid"]}
    for one in doc["mailboxes"]:
        bodies = [records[name][32:] for name in one["replies"]]
        answer = write_mailbox(bodies, expand(one["noise"]))
        same(one["name"], digest(answer), one["answer"])
        same(one["name"], read_mailbox(answer), [read_reply_body(body) for body in bodies])
    for one in doc["badMailboxes"]:
        if one["replies"] is None:
            refuses(one["name"], read_mailbox, expand(one["answer"]))
        else:
            same(one["name"], read_mailbox(expand(one["answer"])), one["replies"])
    return "signatures (Ed25519), the age file (ML-KEM, X25519, ChaCha20)"


def resend(doc):
    for one in doc["valid"]:
        record = expand(one["record"])
        same(one["name"], read_resend(record), pick(one, "inbox", "to", "day", "once", "ranges", "sig"))
        same(one["name"], b"TIPA1" + record[:-64], expand(one["message"]))
    for one in doc["invalid"]:
        refuses(one["name"], read_resend, expand(one["record"]))
    for one in doc["forged"]:
        same(one["name"], len(read_resend(expand(one["record"]))["ranges"]), 2)
    return "signatures (Ed25519), so not that %d are forged" % len(doc["forged"])


def day(doc):
    epoch = datetime.datetime(1970, 1, 1)
    for one in doc["days"]:
        time = datetime.datetime.strptime(one["time"], "%Y-%m-%dT%H:%M:%S.%fZ")
        ms = (time - epoch) // datetime.timedelta(milliseconds=1)
        count = (ms + 7 * 3600 * 1000) // 86_400_000
        text = (epoch + datetime.timedelta(days=count)).date().isoformat()
        wire = "%04x" % count if count < 65536 else None
        same(one["time"], [ms, count, text, wire], [one["ms"], one["day"], one["text"], one["wire"]])


FILES = [receipt, keys, inbox_id, tip_header, frame, sealed_tip, key_register, mailed_file, manifest, reply, resend, day]


def main():
    global checked
    known = {read.__name__.replace("_", "-") + ".json" for read in FILES}
    unread = sorted({path.name for path in here.glob("*.json")} ^ known)
    for read in FILES:
        checked, before = 0, len(wrong)
        name = read.__name__.replace("_", "-")
        try:
            left = read(load(name))
        except Exception as error:  # a valid vector that is refused, or a file of another form
            left = None
            wrong.append("%s: %a" % (name, error))
        found = wrong[before:]
        verdict = "%d WRONG" % len(found) if found else "all good"
        print("%-18s %3d checked, %s%s" % (name + ".json", checked, verdict, "; not checked: " + left if left else ""))
        for line in found:
            print("  " + line)
    for name in unread:
        print("%-18s not read, or missing" % name)
    return 1 if wrong or unread else 0


if __name__ == "__main__":
    sys.exit(main())
