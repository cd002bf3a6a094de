/*
 * questions.c - ten questions to the shop, each answered by as few statements as it takes.
 */
#include "chinook.h"

/* ---- helpers ----------------------------------------------------------------------------------- */

/* How the last query ended. */
static cupel_code outcome(const cupel_session *session)
{
    return cupel_error_code(session);
}

/* The price of all pieces of a line. */
static cupel_expr *line_total(void)
{
    return cupel_times(cupel_attr(InvoiceLine, unit_price), cupel_attr(InvoiceLine, quantity));
}

static cupel_expr *total(cupel_expr *amount)
{
    return cupel_label(cupel_func("sum", amount), "total");
}

/* ---- customers and agents ------------------------------------------------------------------------ */

static cupel_code best_customers(cupel_session *session, FILE *out)
{
    const cupel_query *query = cupel_join(
        cupel_select(session, cupel_entity_of(Customer), total(cupel_attr(Invoice, total))),
        cupel_attr(Customer, invoices));
    query = cupel_group_by(query, cupel_attr(Customer, id));
    query =
        cupel_order_by(query, cupel_desc(cupel_label_reference("total")), cupel_attr(Customer, id));
    cupel_each_row (row, cupel_limit(query, 5)) {
        const Customer *customer = cupel_row_entity(row, "Customer");
        fprintf(out, "%s %s, %s: %s\n", customer->first_name, customer->last_name,
                customer->country, cupel_row_decimal(row, "total").digits);
    }
    return outcome(session);
}

static cupel_code agents(cupel_session *session, FILE *out)
{
    const cupel_query *query = cupel_select(
        session, cupel_attr(Employee, first_name), cupel_attr(Employee, last_name),
        cupel_label(cupel_func("count", cupel_distinct_of(cupel_attr(Customer, id))), "customers"),
        total(cupel_attr(Invoice, total)));
    query = cupel_join(query, cupel_attr(Employee, customers));
    query = cupel_outerjoin(query, cupel_attr(Customer, invoices));
    query = cupel_group_by(query, cupel_attr(Employee, id), cupel_attr(Employee, first_name),
                           cupel_attr(Employee, last_name));
    cupel_each_row (row, cupel_order_by(query, cupel_attr(Employee, id)))
        fprintf(out, "%s %s: %s (customers: %lld)\n", cupel_row_text(row, "first_name"),
                cupel_row_text(row, "last_name"), cupel_row_decimal(row, "total").digits,
                (long long)cupel_row_int(row, "customers"));
    return outcome(session);
}

/* An employee and, further to the right, all who report to them. */
static void print_staff(const Employee *employee, int depth, FILE *out)
{
    fprintf(out, "%*s%s %s, %s\n", 2 * depth, "", employee->first_name, employee->last_name,
            employee->title);
    for (size_t i = 0; i < employee->reports.count; i++)
        print_staff(employee->reports.items[i], depth + 1, out);
}

static cupel_code organisation(cupel_session *session, FILE *out)
{
    /* All of them, so that every collection is filled: two statements for any number of levels. */
    Employee **staff =
        cupel_all(cupel_order_by(cupel_options(cupel_query(session, Employee),
                                               cupel_selectinload(cupel_attr(Employee, reports))),
                                 cupel_attr(Employee, id)));
    for (size_t i = 0; i < cupel_array_count(staff); i++)
        if (!staff[i]->reports_to)
            print_staff(staff[i], 0, out);
    return outcome(session);
}

/* ---- what sells ---------------------------------------------------------------------------------- */

static cupel_code best_genres(cupel_session *session, FILE *out)
{
    const cupel_query *query =
        cupel_select(session, cupel_attr(Genre, name),
                     cupel_label(cupel_func("sum", cupel_attr(InvoiceLine, quantity)), "pieces"),
                     total(line_total()));
    query = cupel_select_from(query, cupel_entity_of(InvoiceLine));
    query = cupel_join(query, cupel_attr(InvoiceLine, track));
    query = cupel_join(query, cupel_attr(Track, genre));
    query = cupel_group_by(query, cupel_attr(Genre, id), cupel_attr(Genre, name));
    query =
        cupel_order_by(query, cupel_desc(cupel_label_reference("pieces")), cupel_attr(Genre, id));
    cupel_each_row (row, cupel_limit(query, 5))
        fprintf(out, "%s: %s (pieces: %lld)\n", cupel_row_text(row, "name"),
                cupel_row_decimal(row, "total").digits, (long long)cupel_row_int(row, "pieces"));
    return outcome(session);
}

static cupel_code never_sold(cupel_session *session, FILE *out)
{
    const cupel_query *query =
        cupel_filter(cupel_query(session, Track), cupel_not(cupel_any(cupel_attr(Track, lines))));
    fprintf(out, "tracks: %lld, such as\n", (long long)cupel_count(query));
    cupel_each (Track, track, cupel_limit(cupel_order_by(query, cupel_attr(Track, id)), 3))
        fprintf(out, "%s\n", track->name);
    return outcome(session);
}

static cupel_code sales_by_year(cupel_session *session, FILE *out)
{
    cupel_expr *year = cupel_label(cupel_extract("year", cupel_attr(Invoice, date)), "year");
    const cupel_query *query =
        cupel_select(session, year, cupel_label(cupel_func("count", cupel_star()), "invoices"),
                     total(cupel_attr(Invoice, total)));
    query = cupel_group_by(query, "year");
    cupel_each_row (row, cupel_order_by(query, "year"))
        fprintf(out, "%lld: %s (invoices: %lld)\n", (long long)cupel_row_int(row, "year"),
                cupel_row_decimal(row, "total").digits, (long long)cupel_row_int(row, "invoices"));
    return outcome(session);
}

/* An invoice to be sent: with its customer, and its lines with track, album and artist. */
static cupel_code largest_invoice(cupel_session *session, FILE *out)
{
    const cupel_query *query = cupel_options(
        cupel_query(session, Invoice), cupel_joinedload(cupel_attr(Invoice, customer)),
        cupel_selectinload(
            cupel_attr(Invoice, lines),
            cupel_joinedload(cupel_attr(InvoiceLine, track),
                             cupel_joinedload(cupel_attr(Track, album),
                                              cupel_joinedload(cupel_attr(Album, artist))))));
    const Invoice *invoice = cupel_first(
        cupel_order_by(query, cupel_desc(cupel_attr(Invoice, total)), cupel_attr(Invoice, id)));
    if (!invoice)
        return outcome(session);
    fprintf(out, "invoice %lld of %04d-%02d-%02d for %s %s\n", (long long)invoice->id,
            invoice->date.year, invoice->date.month, invoice->date.day,
            invoice->customer.item->first_name, invoice->customer.item->last_name);
    for (size_t i = 0; i < invoice->lines.count; i++) {
        const InvoiceLine *line = invoice->lines.items[i];
        const Album *album = line->track.item->album.item;
        fprintf(out, "%lld x %s: %s, %s\n", (long long)line->quantity, line->unit_price.digits,
                album->artist.item->name, line->track.item->name);
    }
    fprintf(out, "total %s\n", invoice->total.digits);
    return outcome(session);
}

/* ---- what there is ------------------------------------------------------------------------------- */

static cupel_code playlists_with_jazz(cupel_session *session, FILE *out)
{
    const cupel_query *query = cupel_filter(
        cupel_query(session, Playlist),
        cupel_any(cupel_attr(Playlist, tracks),
                  cupel_has(cupel_attr(Track, genre), cupel_eq(cupel_attr(Genre, name), "Jazz"))));
    cupel_each (Playlist, playlist, cupel_order_by(query, cupel_attr(Playlist, id)))
        fprintf(out, "%lld %s\n", (long long)playlist->id, playlist->name);
    return outcome(session);
}

static cupel_code most_listed(cupel_session *session, FILE *out)
{
    cupel_expr *lists = cupel_label(cupel_func("count", cupel_attr(Playlist, id)), "lists");
    const cupel_query *query =
        cupel_join(cupel_select(session, cupel_attr(Track, id), cupel_attr(Track, name), lists),
                   cupel_attr(Track, playlists));
    query = cupel_group_by(query, cupel_attr(Track, id), cupel_attr(Track, name));
    query =
        cupel_order_by(query, cupel_desc(cupel_label_reference("lists")), cupel_attr(Track, id));
    cupel_each_row (row, cupel_limit(query, 3))
        fprintf(out, "%s (playlists: %lld)\n", cupel_row_text(row, "name"),
                (long long)cupel_row_int(row, "lists"));
    return outcome(session);
}

/* Each album with its artist out of one join, and how long its tracks are together. */
static cupel_code longest_albums(cupel_session *session, FILE *out)
{
    cupel_subquery *lengths = cupel_subquery_of(
        cupel_group_by(
            cupel_select(session, cupel_attr(Track, album_id),
                         cupel_label(cupel_func("sum", cupel_attr(Track, milliseconds)), "length")),
            cupel_attr(Track, album_id)),
        "lengths");
    const cupel_query *query =
        cupel_join(cupel_select(session, cupel_entity_of(Album), cupel_c(lengths, "length")),
                   lengths, .on = cupel_eq(cupel_attr(Album, id), cupel_c(lengths, "AlbumId")));
    query = cupel_options(cupel_join(query, cupel_attr(Album, artist)),
                          cupel_contains_eager(cupel_attr(Album, artist)));
    query = cupel_order_by(query, cupel_desc(cupel_c(lengths, "length")), cupel_attr(Album, id));
    cupel_each_row (row, cupel_limit(query, 3)) {
        const Album *album = cupel_row_entity(row, "Album");
        fprintf(out, "%s, %s: %lld minutes\n", album->artist.item->name, album->title,
                (long long)cupel_row_int(row, "length") / 60000);
    }
    return outcome(session);
}

const chinook_question chinook_questions[CHINOOK_QUESTION_COUNT] = {
    { "Who are our best customers?", best_customers },
    { "What does each of our agents sell?", agents },
    { "Who reports to whom?", organisation },
    { "Which genres sell best?", best_genres },
    { "What was never sold?", never_sold },
    { "How are sales going, year by year?", sales_by_year },
    { "What was our largest invoice?", largest_invoice },
    { "Which playlists have jazz?", playlists_with_jazz },
    { "Which tracks are in most playlists?", most_listed },
    { "Which albums are the longest?", longest_albums },
};
