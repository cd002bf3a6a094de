/*
 * extract.c - a shop as small as it can be and still have an answer to every question.
 */
#include "chinook.h"

static Track *new_track(int64_t id, const char *name, Genre *genre, MediaType *type,
                        int64_t minutes, const char *price)
{
    return cupel_new(Track, .id = id, .name = name, .genre.item = genre, .media_type.item = type,
                     .milliseconds = minutes * 60000, .unit_price = { price });
}

/* Two artists with an album each, and one with none; the third track has no album. */
static void fill_shelves(cupel_session *session, Track *tracks[5])
{
    Genre *jazz = cupel_new(Genre, .id = 1, .name = "Jazz");
    Genre *rock = cupel_new(Genre, .id = 2, .name = "Rock");
    MediaType *file = cupel_new(MediaType, .id = 1, .name = "MPEG audio file");
    tracks[0] = new_track(1, "Blue in the Morning", jazz, file, 9, "0.99");
    tracks[1] = new_track(2, "So That", jazz, file, 11, "0.99");
    tracks[2] = new_track(3, "Loud", rock, file, 3, "0.99");
    tracks[3] = new_track(4, "Louder", rock, file, 4, "0.99");
    tracks[4] = new_track(5, "Loudest, the Film", rock, file, 96, "1.99");
    cupel_add_all(
        session,
        cupel_new(Artist, .id = 1, .name = "The Quintet",
                  .albums = CUPEL_ITEMS(
                      Album, cupel_new(Album, .id = 1, .title = "Kinds",
                                       .tracks = CUPEL_ITEMS(Track, tracks[0], tracks[1])))),
        cupel_new(
            Artist, .id = 2, .name = "Böögie",
            .albums = CUPEL_ITEMS(
                Album, cupel_new(Album, .id = 2, .title = "It's Loud",
                                 .tracks = CUPEL_ITEMS(Track, tracks[2], tracks[3], tracks[4])))),
        cupel_new(Artist, .id = 3, .name = "Nobody Yet"));
    cupel_add_all(
        session,
        cupel_new(Playlist, .id = 1, .name = "Music",
                  .tracks = CUPEL_ITEMS(Track, tracks[0], tracks[1], tracks[2], tracks[3])),
        cupel_new(Playlist, .id = 2, .name = "Evening", .tracks = CUPEL_ITEMS(Track, tracks[1])),
        cupel_new(Playlist, .id = 3, .name = "Films", .tracks = CUPEL_ITEMS(Track, tracks[4])),
        cupel_new(Playlist, .id = 4, .name = "Empty"));
}

/* A manager, an agent below, and another one below that one, who has no customers. */
static Employee *fill_office(cupel_session *session)
{
    Employee *trainee =
        cupel_new(Employee, .id = 3, .first_name = "Cem", .last_name = "Demir", .title = "Trainee");
    Employee *agent = cupel_new(Employee, .id = 2, .first_name = "Berta", .last_name = "Klein",
                                .title = "Sales Agent", .reports = CUPEL_ITEMS(Employee, trainee));
    cupel_add(session,
              cupel_new(Employee, .id = 1, .first_name = "Anna", .last_name = "Groß",
                        .title = "General Manager", .reports = CUPEL_ITEMS(Employee, agent)));
    return agent;
}

static InvoiceLine *new_line(int64_t id, Track *track, int64_t quantity)
{
    return cupel_new(InvoiceLine, .id = id, .track.item = track, .quantity = quantity,
                     .unit_price = track->unit_price);
}

cupel_code chinook_fill(cupel_session *session)
{
    Track *tracks[5];
    fill_shelves(session, tracks);
    Employee *agent = fill_office(session);
    for (int i = 0; i < 5; i++)
        if (!tracks[i])
            return CUPEL_NO_MEMORY;
    cupel_add_all(
        session,
        cupel_new(
            Customer, .id = 1, .first_name = "Luís", .last_name = "Gonçalves", .country = "Brazil",
            .email = "luis@example.org", .agent.item = agent,
            .invoices = CUPEL_ITEMS(
                Invoice,
                cupel_new(Invoice, .id = 1, .date = { 2021, 1, 1, 0, 0, 0, 0 }, .total = { "1.98" },
                          .lines = CUPEL_ITEMS(InvoiceLine, new_line(1, tracks[1], 1),
                                               new_line(2, tracks[2], 1))),
                cupel_new(Invoice, .id = 2, .date = { 2022, 6, 30, 0, 0, 0, 0 },
                          .total = { "5.96" },
                          .lines = CUPEL_ITEMS(InvoiceLine, new_line(3, tracks[4], 2),
                                               new_line(4, tracks[1], 2))))),
        cupel_new(
            Customer, .id = 2, .first_name = "Leonie", .last_name = "Köhler", .country = "Germany",
            .email = "leonie@example.org", .agent.item = agent,
            .invoices = CUPEL_ITEMS(
                Invoice,
                cupel_new(Invoice, .id = 3, .date = { 2022, 7, 1, 0, 0, 0, 0 }, .total = { "0.99" },
                          .lines = CUPEL_ITEMS(InvoiceLine, new_line(5, tracks[3], 1))))),
        cupel_new(Customer, .id = 3, .first_name = "Ann", .last_name = "O'Hara",
                  .country = "Ireland", .email = "ann@example.org", .agent.item = agent));
    return cupel_commit(session);
}
