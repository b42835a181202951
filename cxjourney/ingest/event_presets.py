"""Exports of tools that log events; each says where the meaning of its columns is written down."""

from __future__ import annotations

from cxjourney.ingest.presets import Preset

_PRESETS = (
    Preset(
        name="ga4",
        title="Google Analytics 4, export to BigQuery",
        columns={
            "customer": "user_pseudo_id",
            "time": "event_timestamp",
            "touchpoint": "event_name",
            "channel": "platform",
            "value": ("purchase_revenue_in_usd", "ecommerce.purchase_revenue_in_usd", "purchase_revenue", "ecommerce.purchase_revenue"),
            "order": "batch_event_index",
        },
        time_unit="us",
        pairs=("event_params", "user_properties"),
        signature=("event_timestamp", "event_name", "user_pseudo_id"),
        traps=(
            "Times are microseconds since 1970, UTC; event_date is in the zone of the property.",
            "user_pseudo_id names a browser or device, not a person; user_id is empty before a login.",
            "Money is the revenue of purchases; value and event_value_in_usd also stand on events that sold nothing, such as add_to_cart.",
            'event_params is a list of keys and typed values: a key is a column too: journey="ga_session_id" or group="page_title".',
            "ga_session_id is the second a session began: it tells sessions of one user_pseudo_id apart, not those of all users.",
            'One event_name stands for all pages: touchpoint="page_location" with on_bad_rows="drop" keeps pages; then group them.',
            "Events that were sent together have one time; batch_event_index, where it is exported, puts them in order.",
        ),
        source="support.google.com/analytics/answer/7029846",
    ),
    Preset(
        name="snowplow",
        title="Snowplow, atomic events",
        columns={
            "customer": ("domain_userid", "user_id", "network_userid"),
            "time": ("derived_tstamp", "collector_tstamp"),
            "touchpoint": "event_name",
            "channel": "platform",
            "value": "tr_total",
        },
        unique=("event_id",),
        signature=("collector_tstamp", "domain_userid", "event_name"),
        traps=(
            "derived_tstamp corrects the clock of the device; dvce_created_tstamp does not.",
            "Times name no zone and are UTC.",
            "domain_userid is a cookie of one site; user_id is empty before a login.",
            "The collector delivers at least once: later rows of the same event_id are left out.",
            "page_ping is a heartbeat every few seconds, not a visit: leave it out by a filter, or collapse it.",
        ),
        source="docs.snowplow.io/docs/fundamentals/canonical-event",
    ),
    Preset(
        name="segment",
        title="Segment, tracks table of a warehouse",
        columns={
            "customer": ("anonymous_id", "user_id"),
            "time": "timestamp",
            "touchpoint": ("event_text", "event"),
            "channel": ("channel", "context_channel"),
        },
        unique=("id",),
        signature=("anonymous_id", "original_timestamp", "received_at", "event"),
        traps=(
            "timestamp is corrected for the clock of the device; original_timestamp and sent_at are not.",
            "anonymous_id names a browser or device and is empty for events of servers; user_id is empty before a login.",
            "event is written in snake case; event_text is the name as it was tracked.",
            "The tracks table has no pages: their views are in the table pages.",
        ),
        source="www.twilio.com/docs/segment/connections/storage/warehouses/schema",
    ),
    Preset(
        name="amplitude",
        title="Amplitude, Export API",
        columns={
            "customer": "amplitude_id",
            "time": "event_time",
            "touchpoint": "event_type",
            "channel": "platform",
            "value": ("$revenue", "revenue"),
        },
        unique=("uuid",),
        signature=("amplitude_id", "event_type", "event_time"),
        traps=(
            "amplitude_id is the person after devices and logins were merged; device_id and user_id split that person.",
            "event_time names no zone and is UTC; client_event_time is the clock of the device.",
            "An hour that was downloaded twice comes twice: later rows of the same uuid are left out.",
            "session_id is -1 outside sessions; it would make one session of all of them.",
            "event_properties and user_properties are nested: name what you need as event_properties.page, the rest is left aside.",
        ),
        source="amplitude.com/docs/apis/analytics/export",
    ),
    Preset(
        name="mixpanel",
        title="Mixpanel, raw event export",
        columns={
            "customer": "distinct_id",
            "time": "time",
            "touchpoint": "event",
            "channel": "$os",
        },
        time_unit="s",
        unique=("event", "distinct_id", "time", "$insert_id"),
        signature=("event", "distinct_id", "time", "$insert_id"),
        traps=(
            (
                'time is whole seconds (milliseconds if the export asked for them: time_unit="ms"), in UTC since 2023 '
                "and in the zone of the project before."
            ),
            "The raw export is not deduplicated: later rows of the same event, distinct_id, time and $insert_id are left out.",
            "distinct_id is the device before a login where identities were not merged.",
            "The export is JSON lines whose values stand inside properties: they are found there by their names, the rest is left aside.",
        ),
        source="docs.mixpanel.com/reference/raw-event-export, docs.mixpanel.com/reference/event-deduplication",
    ),
    Preset(
        name="posthog",
        title="PostHog, batch export of events",
        columns={
            "customer": ("person_id", "distinct_id"),
            "time": "timestamp",
            "touchpoint": "event",
            "channel": "$lib",
        },
        unique=("uuid",),
        signature=("uuid", "event", "distinct_id", "timestamp"),
        traps=(
            "person_id is the person as known when the event came in; rows are never updated after a merge.",
            "timestamp is when the event happened, UTC; created_at and _inserted_at are when it was stored.",
            "Batch exports deliver at least once: later rows of the same uuid are left out.",
            "Names that start with $ are made by the library; $identify, $set and $feature_flag_called are no visits: filter them out.",
            "properties is JSON in one text: bring what you need into columns first.",
        ),
        source="posthog.com/docs/data-pipelines/batch-exports/s3",
    ),
    Preset(
        name="adobe",
        title="Adobe Analytics, data feed",
        columns={
            "customer": ("visitor",),
            "time": ("hit_time_gmt", "cust_hit_time_gmt"),
            "touchpoint": ("post_pagename", "pagename"),
            "channel": (),
            "value": (),
        },
        time_unit="s",
        joined={"visitor": ("post_visid_high", "post_visid_low")},
        only={"exclude_hit": ("0",), "post_page_event": ("0",)},
        without={"hit_source": ("5", "7", "8", "9")},
        signature=("post_visid_high", "post_visid_low", "hit_time_gmt"),
        traps=(
            "A visitor is post_visid_high and post_visid_low together; either alone mixes people up.",
            "Hits with exclude_hit other than 0, and those of hit_source 5, 7, 8 and 9, are in no report and are left out.",
            "Only page views are visits (post_page_event 0); links, downloads and exits have no page name.",
            "hit_time_gmt is seconds since 1970, UTC; date_time is in the zone of the report suite.",
            "channel is the site section, not a channel; revenue stands inside product_list and is not read.",
            "hit_data.tsv has no names of columns: put column_headers.tsv before it. A quote in it is no quoting sign.",
        ),
        source="experienceleague.adobe.com/docs/analytics/export/analytics-data-feed/data-feed-contents/datafeeds-reference.html",
    ),
    Preset(
        name="xes",
        title="XES log written as a table",
        columns={"customer": "case:concept:name", "time": "time:timestamp", "touchpoint": "concept:name"},
        signature=("case:concept:name", "time:timestamp", "concept:name"),
        traps=("A case is not always a customer: name another attribute, such as case:customer.",),
        source="xes-standard.org",
    ),
)

EVENT_PRESETS = {preset.name: preset for preset in _PRESETS}
"""Presets of `read_events` by name."""
