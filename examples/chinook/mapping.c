/*
 * mapping.c - how the structs of chinook.h are mapped to the tables of Chinook.
 */
#include "chinook.h"

CUPEL_MAP(Artist, "Artist", CUPEL_COLUMN(Artist, id, .name = "ArtistId", .primary_key = true),
          CUPEL_COLUMN(Artist, name, .name = "Name", .length = 120),
          CUPEL_RELATIONSHIP(Artist, albums, Album, .back_populates = "artist", .order_by = "id"));

CUPEL_MAP(Album, "Album", CUPEL_COLUMN(Album, id, .name = "AlbumId", .primary_key = true),
          CUPEL_COLUMN(Album, title, .name = "Title", .length = 160, .nullable = CUPEL_NO),
          CUPEL_COLUMN(Album, artist_id, .name = "ArtistId", .foreign_key = "Artist.ArtistId",
                       .index = true),
          CUPEL_RELATIONSHIP(Album, artist, Artist, .back_populates = "albums"),
          CUPEL_RELATIONSHIP(Album, tracks, Track, .back_populates = "album", .order_by = "id"));

CUPEL_MAP(Genre, "Genre", CUPEL_COLUMN(Genre, id, .name = "GenreId", .primary_key = true),
          CUPEL_COLUMN(Genre, name, .name = "Name", .length = 120));

CUPEL_MAP(MediaType, "MediaType",
          CUPEL_COLUMN(MediaType, id, .name = "MediaTypeId", .primary_key = true),
          CUPEL_COLUMN(MediaType, name, .name = "Name", .length = 120));

CUPEL_MAP(Track, "Track", CUPEL_COLUMN(Track, id, .name = "TrackId", .primary_key = true),
          CUPEL_COLUMN(Track, name, .name = "Name", .length = 200, .nullable = CUPEL_NO),
          CUPEL_COLUMN(Track, album_id, .name = "AlbumId", .foreign_key = "Album.AlbumId",
                       .index = true),
          CUPEL_COLUMN(Track, media_type_id, .name = "MediaTypeId",
                       .foreign_key = "MediaType.MediaTypeId", .index = true),
          CUPEL_COLUMN(Track, genre_id, .name = "GenreId", .foreign_key = "Genre.GenreId",
                       .index = true),
          CUPEL_COLUMN(Track, composer, .name = "Composer", .length = 220),
          CUPEL_COLUMN(Track, milliseconds, .name = "Milliseconds"),
          CUPEL_COLUMN(Track, bytes, .name = "Bytes"),
          CUPEL_COLUMN(Track, unit_price, .name = "UnitPrice", .precision = 10, .scale = 2,
                       .nullable = CUPEL_NO),
          CUPEL_RELATIONSHIP(Track, album, Album, .back_populates = "tracks"),
          CUPEL_RELATIONSHIP(Track, genre, Genre), CUPEL_RELATIONSHIP(Track, media_type, MediaType),
          CUPEL_RELATIONSHIP(Track, playlists, Playlist, .secondary = &playlist_track,
                             .back_populates = "tracks"),
          CUPEL_RELATIONSHIP(Track, lines, InvoiceLine, .back_populates = "track"));

CUPEL_TABLE(playlist_track, "PlaylistTrack",
            CUPEL_TABLE_COLUMN("PlaylistId", .foreign_key = "Playlist.PlaylistId",
                               .primary_key = true),
            CUPEL_TABLE_COLUMN("TrackId", .foreign_key = "Track.TrackId", .primary_key = true,
                               .index = true));

CUPEL_MAP(Playlist, "Playlist",
          CUPEL_COLUMN(Playlist, id, .name = "PlaylistId", .primary_key = true),
          CUPEL_COLUMN(Playlist, name, .name = "Name", .length = 120),
          CUPEL_RELATIONSHIP(Playlist, tracks, Track, .secondary = &playlist_track,
                             .back_populates = "playlists", .order_by = "id"));

/* What employees and customers have in common. */
#define ADDRESS_COLUMNS(Type)                                                \
    CUPEL_COLUMN(Type, address, .name = "Address", .length = 70),            \
        CUPEL_COLUMN(Type, city, .name = "City", .length = 40),              \
        CUPEL_COLUMN(Type, state, .name = "State", .length = 40),            \
        CUPEL_COLUMN(Type, country, .name = "Country", .length = 40),        \
        CUPEL_COLUMN(Type, postal_code, .name = "PostalCode", .length = 10), \
        CUPEL_COLUMN(Type, phone, .name = "Phone", .length = 24),            \
        CUPEL_COLUMN(Type, fax, .name = "Fax", .length = 24)

CUPEL_MAP(
    Employee, "Employee", CUPEL_COLUMN(Employee, id, .name = "EmployeeId", .primary_key = true),
    CUPEL_COLUMN(Employee, last_name, .name = "LastName", .length = 20, .nullable = CUPEL_NO),
    CUPEL_COLUMN(Employee, first_name, .name = "FirstName", .length = 20, .nullable = CUPEL_NO),
    CUPEL_COLUMN(Employee, title, .name = "Title", .length = 30),
    CUPEL_COLUMN(Employee, reports_to, .name = "ReportsTo", .foreign_key = "Employee.EmployeeId",
                 .index = true),
    CUPEL_COLUMN(Employee, born, .name = "BirthDate"),
    CUPEL_COLUMN(Employee, hired, .name = "HireDate"), ADDRESS_COLUMNS(Employee),
    CUPEL_COLUMN(Employee, email, .name = "Email", .length = 60),
    CUPEL_RELATIONSHIP(Employee, manager, Employee, .back_populates = "reports",
                       .remote_side = "EmployeeId"),
    CUPEL_RELATIONSHIP(Employee, reports, Employee, .back_populates = "manager", .order_by = "id"),
    CUPEL_RELATIONSHIP(Employee, customers, Customer, .back_populates = "agent", .order_by = "id"));

CUPEL_MAP(
    Customer, "Customer", CUPEL_COLUMN(Customer, id, .name = "CustomerId", .primary_key = true),
    CUPEL_COLUMN(Customer, first_name, .name = "FirstName", .length = 40, .nullable = CUPEL_NO),
    CUPEL_COLUMN(Customer, last_name, .name = "LastName", .length = 20, .nullable = CUPEL_NO),
    CUPEL_COLUMN(Customer, company, .name = "Company", .length = 80), ADDRESS_COLUMNS(Customer),
    CUPEL_COLUMN(Customer, email, .name = "Email", .length = 60, .nullable = CUPEL_NO),
    CUPEL_COLUMN(Customer, agent_id, .name = "SupportRepId", .foreign_key = "Employee.EmployeeId",
                 .index = true),
    CUPEL_RELATIONSHIP(Customer, agent, Employee, .back_populates = "customers"),
    CUPEL_RELATIONSHIP(Customer, invoices, Invoice, .back_populates = "customer",
                       .order_by = "id"));

CUPEL_MAP(Invoice, "Invoice", CUPEL_COLUMN(Invoice, id, .name = "InvoiceId", .primary_key = true),
          CUPEL_COLUMN(Invoice, customer_id, .name = "CustomerId",
                       .foreign_key = "Customer.CustomerId", .index = true),
          CUPEL_COLUMN(Invoice, date, .name = "InvoiceDate"),
          CUPEL_COLUMN(Invoice, address, .name = "BillingAddress", .length = 70),
          CUPEL_COLUMN(Invoice, city, .name = "BillingCity", .length = 40),
          CUPEL_COLUMN(Invoice, state, .name = "BillingState", .length = 40),
          CUPEL_COLUMN(Invoice, country, .name = "BillingCountry", .length = 40),
          CUPEL_COLUMN(Invoice, postal_code, .name = "BillingPostalCode", .length = 10),
          CUPEL_COLUMN(Invoice, total, .name = "Total", .precision = 10, .scale = 2,
                       .nullable = CUPEL_NO),
          CUPEL_RELATIONSHIP(Invoice, customer, Customer, .back_populates = "invoices"),
          CUPEL_RELATIONSHIP(Invoice, lines, InvoiceLine, .back_populates = "invoice",
                             .order_by = "id",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

CUPEL_MAP(InvoiceLine, "InvoiceLine",
          CUPEL_COLUMN(InvoiceLine, id, .name = "InvoiceLineId", .primary_key = true),
          CUPEL_COLUMN(InvoiceLine, invoice_id, .name = "InvoiceId",
                       .foreign_key = "Invoice.InvoiceId", .index = true),
          CUPEL_COLUMN(InvoiceLine, track_id, .name = "TrackId", .foreign_key = "Track.TrackId",
                       .index = true),
          CUPEL_COLUMN(InvoiceLine, unit_price, .name = "UnitPrice", .precision = 10, .scale = 2,
                       .nullable = CUPEL_NO),
          CUPEL_COLUMN(InvoiceLine, quantity, .name = "Quantity"),
          CUPEL_RELATIONSHIP(InvoiceLine, invoice, Invoice, .back_populates = "lines"),
          CUPEL_RELATIONSHIP(InvoiceLine, track, Track, .back_populates = "lines"));

const cupel_mapping *const chinook_mappings[CHINOOK_MAPPING_COUNT] = {
    &Artist_mapping,  &Album_mapping,       &Genre_mapping,    &MediaType_mapping,
    &Track_mapping,   &Playlist_mapping,    &Employee_mapping, &Customer_mapping,
    &Invoice_mapping, &InvoiceLine_mapping,
};
