"""Exports of support tools; each says where the meaning of its columns is written down."""

from __future__ import annotations

from cxjourney.ingest.presets import Preset

_PRESETS = (
    Preset(
        name="hubspot",
        title="HubSpot, tickets",
        columns={
            "customer": ("Associated Contact IDs", "Associated Contact ID", "Associated Contact", "contact_id"),
            "opened": ("createdate", "Create date", "property_createdate"),
            "first_reply": (
                *("first_agent_reply_date", "property_first_agent_reply_date", "First agent email response date"),
                *("time_to_first_agent_reply", "property_time_to_first_agent_reply", "Time to first agent email reply"),
            ),
            "resolved": ("closed_date", "Close date", "property_closed_date", "time_to_close", "property_time_to_close", "Time to close"),
            "channel": ("source_type", "Source", "property_source_type"),
            "reason": ("hs_ticket_category", "Category", "property_hs_ticket_category"),
            "status": ("Ticket status", "ticket_state"),
        },
        waits={
            **dict.fromkeys(("time_to_close", "property_time_to_close", "Time to close"), "milliseconds"),
            **dict.fromkeys(
                ("time_to_first_agent_reply", "property_time_to_first_agent_reply", "Time to first agent email reply"), "milliseconds"
            ),
        },
        time_unit="ms",
        signature=("createdate", "hs_pipeline_stage", "closed_date"),
        traps=(
            (
                "time_to_close and time_to_first_agent_reply are milliseconds; so are the columns of operating hours, "
                "which leave nights out and are not read."
            ),
            "Exports from the screen write these waits as HH:mm:ss, in columns that say so; the dates beside them are read instead.",
            "The first reply is the first by e-mail; tickets that were answered in a chat have none.",
            "The stage of a pipeline is a number of your account; a column Ticket status with its label tells open tickets.",
            "A ticket may have several contacts in one field: split them, or name another column.",
        ),
        source="developers.hubspot.com/docs/api/crm/tickets, knowledge.hubspot.com/properties/hubspots-default-ticket-properties",
    ),
    Preset(
        name="zendesk",
        title="Zendesk, tickets",
        columns={
            "customer": ("Requester id", "Requester"),
            "opened": ("Created at", "Ticket created - Timestamp"),
            "first_reply": ("First reply time in minutes", "First reply time (min)", "First reply time (hrs)"),
            "resolved": (
                *("Full resolution time in minutes", "Full resolution time (min)", "Full resolution time (hrs)", "Solved at"),
                "Ticket solved - Timestamp",
            ),
            "channel": ("Via", "Ticket channel"),
            "status": ("Status", "Ticket status"),
            "reopened": ("Reopens", "Ticket reopens"),
            "handoffs": ("Group stations", "Ticket group stations"),
        },
        scores={"csat": ("Satisfaction Score", 0, 1)},
        waits={
            **dict.fromkeys(("First reply time in minutes", "First reply time (min)"), "minutes"),
            **dict.fromkeys(("Full resolution time in minutes", "Full resolution time (min)"), "minutes"),
            **dict.fromkeys(("First resolution time in minutes", "First resolution time (min)"), "minutes"),
            "First reply time in minutes within business hours": "minutes",
            "Full resolution time in minutes within business hours": "minutes",
            "First reply time (hrs)": "hours",
            "Full resolution time (hrs)": "hours",
        },
        values={
            "Satisfaction Score": {
                **dict.fromkeys(("Good", "Good with comment"), "1"),
                **dict.fromkeys(("Bad", "Bad with comment"), "0"),
                **dict.fromkeys(("Offered", "Not offered", "Unoffered", "-"), ""),
            }
        },
        less={"Group stations": 1, "Ticket group stations": 1},
        signature=("Requester id", "Created at", "Group stations"),
        traps=(
            "Waits are minutes (hours in some reports) since the ticket was created; columns within business hours are not read.",
            "Group stations counts the groups a ticket was in: hand-offs are one fewer.",
            "Satisfaction is Good or Bad, read as 1 and 0; offered and not answered is no score.",
            "Merged tickets are closed with the tag closed_by_merge: filter them out.",
            "Times are in the zone of the account: pass timezone=.",
        ),
        source="developer.zendesk.com/rest_api/docs/core/ticket_metrics",
    ),
    Preset(
        name="freshdesk",
        title="Freshdesk, tickets",
        columns={
            "customer": ("Contact ID", "requester_id", "Requester Email", "Email"),
            "opened": ("Created time", "created_at"),
            "first_reply": ("Initial response time", "stats.first_responded_at", "first_responded_at"),
            "resolved": ("Resolved time", "stats.resolved_at", "resolved_at"),
            "channel": "Source",
            "reason": "Type",
            "status": "Status",
        },
        values={
            "Status": {"2": "Open", "3": "Pending", "4": "Resolved", "5": "Closed"},
            "Source": {"1": "Email", "2": "Portal", "3": "Phone", "7": "Chat", "9": "Feedback Widget", "10": "Outbound Email"},
        },
        without={"Source": ("10", "Outbound Email"), "spam": ("true",), "deleted": ("true",)},
        signature=("Ticket ID", "Created time", "Resolved time", "Initial response time"),
        traps=(
            "First response time (in hrs) and Resolution time (in hrs) count business hours or are empty; the times themselves are read.",
            "Status and source are numbers in the API and words in an export.",
            "Outbound e-mails are opened by an agent, not by a customer, and are left out, as are spam and deleted tickets.",
            "Times are in the zone of the account: pass timezone=.",
        ),
        source="developers.freshdesk.com/api/#tickets",
    ),
    Preset(
        name="salesforce",
        title="Salesforce, cases",
        columns={
            "customer": ("ContactId", "Contact ID"),
            "opened": ("CreatedDate", "Date/Time Opened"),
            "resolved": ("ClosedDate", "Date/Time Closed"),
            "channel": ("Origin", "Case Origin"),
            "reason": ("Reason", "Case Reason"),
            "status": ("Status",),
            "first_reply": (),
            "handoffs": (),
            "reopened": (),
        },
        without={"IsDeleted": ("true", "1"), "Deleted": ("true", "1")},
        signature=("CaseNumber", "CreatedDate", "ClosedDate", "ContactId"),
        traps=(
            'Cases hold no first reply and no count of hand-offs; name columns of your own, such as first_reply="FirstReply__c".',
            "ClosedDate is the last closing; a case that is open again has none.",
            "ContactId has 15 characters in reports and 18 in the API: the same person under two names.",
            "Reports write dates as the reader's country does: export through the API or pass time_format=.",
            'Cases without a contact have no customer: name AccountId, or pass on_bad_rows="drop".',
        ),
        source="developer.salesforce.com, Object Reference, Case",
    ),
    Preset(
        name="intercom",
        title="Intercom, conversations",
        columns={
            "customer": ("contact_id", "source.author.id", "user_id"),
            "opened": ("created_at", "Conversation started at (UTC)"),
            "first_reply": ("statistics.first_admin_reply_at", "first_admin_reply_at"),
            "resolved": ("statistics.last_close_at", "last_close_at"),
            "channel": ("source.type", "channel"),
            "status": "state",
            "reopened": ("statistics.count_reopens", "count_reopens"),
            "handoffs": ("statistics.count_assignments", "count_assignments"),
        },
        scores={"csat": "conversation_rating.rating"},
        time_unit="s",
        values={"state": {"snoozed": "open"}},
        less={"statistics.count_assignments": 1, "count_assignments": 1},
        without={"source.delivered_as": ("admin_initiated", "automated", "campaigns_initiated", "operator_initiated")},
        signature=("created_at", "statistics.first_admin_reply_at", "state"),
        traps=(
            "Times are seconds since 1970, UTC.",
            "time_to_admin_reply and its kind leave office hours out; the times of reply and closing are read instead.",
            "Conversations that the company began are no requests for help and are left out.",
            "The first assignment is no hand-off: assignments count one fewer.",
            "last_close_at is the last closing, also of a conversation that is open again: state tells those.",
        ),
        source="developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/conversation",
    ),
)

TICKET_PRESETS = {preset.name: preset for preset in _PRESETS}
"""Presets of `read_tickets` by name."""
